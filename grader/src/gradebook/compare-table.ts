import Table from "cli-table3";
import type { ClassReport } from "../report/class-report.ts";
import { cleanLine } from "../report/clean.ts";
import { type Terminal, verdictText } from "../report/terminal.ts";
import { countText, pointsText } from "../report/wording.ts";
import type { ComparisonTotals, Difference, Mark } from "./compare.ts";

const NAME_LIMIT = 40;
const RULES = {
  ...{ "top-left": "", "top-mid": "─", "top-right": "" },
  ...{ "bottom-left": "", "bottom-mid": "─", "bottom-right": "" },
  ...{ "left-mid": "", "mid-mid": "─", "right-mid": "" },
  ...{ left: "", middle: " ", right: "" },
};

/** What a comparison prints. It keeps the first differences and a count for each check, no more. */
export class ComparisonTable {
  readonly #limit: number;
  readonly #terminal: Terminal;
  readonly #first: Difference[] = [];
  /** Students by check and what became of it. */
  readonly #changes = new Map<string, { readonly row: readonly string[]; students: number }>();

  /** @param limit - how many differences are shown one by one */
  constructor(limit: number, terminal: Terminal) {
    this.#limit = limit;
    this.#terminal = terminal;
  }

  add(difference: Difference): void {
    if (this.#first.length < this.#limit) this.#first.push(difference);
    const { check, before, after } = difference;
    if (check === undefined) return;
    const row = [cleanLine(check, NAME_LIMIT), this.#mark(before), this.#mark(after)];
    const change = this.#changes.get(row.join("\n")) ?? { row, students: 0 };
    change.students++;
    this.#changes.set(row.join("\n"), change);
  }

  /** All of it, ending with a line end. Nothing that comes from a submission moves the cursor. */
  text(before: ClassReport, after: ClassReport, totals: ComparisonTotals): string {
    const rest = totals.differences - this.#first.length;
    const sections = [
      `before  course ${before.courseHash}\nafter   course ${after.courseHash}`,
      this.#unrepeatable(totals.unrepeatable),
      this.#changes.size > 0 && this.#changeTable(),
      this.#first.length > 0 && this.#differenceTable(),
      rest > 0 && `… and ${countText(rest, "more difference")}: --csv FILE writes all of them.`,
      summary(totals),
    ];
    return `${sections.filter((section) => section !== false).join("\n\n")}\n`;
  }

  #unrepeatable(count: number): string | false {
    if (count === 0) return false;
    const text =
      `NOT REPEATABLE: ${countText(count, "verdict")} changed, though course and submission are ` +
      "the same. Trust neither side before you know why.";
    return this.#terminal.paint("ask", text);
  }

  #changeTable(): string {
    const rows = [...this.#changes.values()].map(({ row, students }) => [...row, String(students)]);
    return this.#table(["check", "before", "after", "students"], rows);
  }

  #differenceTable(): string {
    const rows = this.#first.map(({ student, day, check, before, after, resubmitted }) => [
      cleanLine(student, NAME_LIMIT),
      check === undefined ? wholeText(day) : cleanLine(check, NAME_LIMIT),
      this.#mark(before),
      this.#mark(after),
      resubmitted ? "submission changed" : "",
    ]);
    return this.#table(["student", "check", "before", "after", ""], rows);
  }

  #mark(mark: Mark | undefined): string {
    if (!mark) return "not there";
    return `${verdictText(mark.verdict, this.#terminal)}, ${pointsText(mark.points)}`;
  }

  #table(head: readonly string[], rows: readonly string[][]): string {
    const table = new Table({
      chars: RULES,
      head: head.map((title) => this.#terminal.paint("strong", title)),
      style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 1 },
    });
    table.push(...rows);
    return table.toString().replace(/ +$/gm, "");
  }
}

function wholeText(day: number | undefined): string {
  return day === undefined ? "the whole submission" : `day ${day} as a whole`;
}

function summary({ students, resubmitted, differences }: ComparisonTotals): string {
  const found = differences === 0 ? "No differences" : countText(differences, "difference");
  const handedIn =
    resubmitted === 0
      ? ""
      : `; ${resubmitted} handed in something else since: their changes may come from there`;
  return `${found}, ${countText(students, "student")} on both sides${handedIn}.`;
}

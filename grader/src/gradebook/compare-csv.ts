import { type Cell, csvLine, pointsCell, textCell } from "./cells.ts";
import type { Difference, Mark } from "./compare.ts";

const HEADER = [
  ...["student", "day", "check", "verdict before", "points before"],
  ...["verdict after", "points after", "submission changed"],
];

/** Differences as CSV, a line at a time. A cell is empty where there is nothing on that side. */
export async function* compareCsv(differences: AsyncIterable<Difference>): AsyncIterable<string> {
  yield `\ufeff${csvLine(HEADER)}`;
  for await (const { student, day, check, before, after, resubmitted } of differences) {
    const about = [textCell(student), day ?? "", textCell(check ?? "")];
    yield csvLine([...about, ...cells(before), ...cells(after), resubmitted ? "yes" : "no"]);
  }
}

function cells(mark: Mark | undefined): readonly Cell[] {
  return mark ? [mark.verdict, pointsCell(mark.points)] : ["", ""];
}

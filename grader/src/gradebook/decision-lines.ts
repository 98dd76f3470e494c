import { z } from "zod";
import { FileError, type Flaw } from "./file-error.ts";
import { numberIn, readTable, readText, type Table } from "./table.ts";

/** A decision as it was written down: absent and empty are the same. */
export interface DecisionLine {
  /** Where it stands in the file, such as `line 3` or `[2]`. */
  readonly where: string;
  readonly student: string;
  /** Not a number when it was none. */
  readonly day?: number;
  readonly check?: string;
  /** Not a number when it was none. */
  readonly points?: number;
  readonly comment: string;
  readonly by?: string;
}

const COLUMNS = ["student", "day", "check", "points", "comment", "by"] as const;
const REQUIRED = ["student", "comment"] as const;

const DECISIONS = z.array(
  z.strictObject({
    student: z.string(),
    day: z.number().optional(),
    check: z.string().optional(),
    points: z.number().optional(),
    comment: z.string().optional(),
    by: z.string().optional(),
  }),
);

/**
 * The decisions in a CSV or JSON file, by its extension, not yet held against a class.
 *
 * @throws a {@link FileError} when it is neither.
 */
export async function readDecisionLines(file: string): Promise<readonly DecisionLine[]> {
  return file.endsWith(".json")
    ? fromJson(file, await readText(file))
    : fromTable(await readTable(file));
}

function fromJson(file: string, text: string): readonly DecisionLine[] {
  const parsed = DECISIONS.safeParse(jsonIn(file, text.replace(/^\ufeff/, "")));
  if (!parsed.success) throw new FileError(file, parsed.error.issues.map(flawOf));
  return parsed.data.map(({ student, day, check, points, comment, by }, index) => ({
    where: `[${index}]`,
    student,
    ...(day !== undefined && { day }),
    ...(check && { check }),
    ...(points !== undefined && { points }),
    comment: comment?.trim() ?? "",
    ...(by && { by }),
  }));
}

function jsonIn(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FileError(file, [{ where: "", message: `It is not JSON: ${reason}.` }]);
  }
}

function flawOf({ path, message }: z.core.$ZodIssue): Flaw {
  const steps = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`));
  return { where: steps.join(""), message: `${message}.` };
}

function fromTable(table: Table): readonly DecisionLine[] {
  const names = table.header.map((name) => name.trim().toLowerCase());
  const unknown = names.filter((name) => !COLUMNS.some((one) => one === name));
  const missing = REQUIRED.filter((name) => !names.includes(name));
  const flaws = [
    ...unknown.map((name) => `There is no column ${JSON.stringify(name)}: ${COLUMNS.join(", ")}.`),
    ...missing.map((name) => `The column ${name} is missing.`),
  ].map((message) => ({ where: "line 1", message }));
  if (flaws.length > 0) throw new FileError(table.file, flaws);
  return table.rows.map(({ line, cells }) => {
    const cell = (name: (typeof COLUMNS)[number]) => cells[names.indexOf(name)]?.trim() ?? "";
    return {
      where: `line ${line}`,
      student: cell("student"),
      ...(cell("day") && { day: numberIn(cell("day")) ?? Number.NaN }),
      ...(cell("check") && { check: cell("check") }),
      ...(cell("points") && { points: numberIn(cell("points")) ?? Number.NaN }),
      comment: cell("comment"),
      ...(cell("by") && { by: cell("by") }),
    };
  });
}

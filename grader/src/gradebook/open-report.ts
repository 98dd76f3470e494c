import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Book } from "../class/book.ts";
import type { ClassReport } from "../report/class-report.ts";
import { readGradeReport } from "../report/json.ts";
import type { GradeReport } from "../report/report.ts";
import { ShapeError } from "../report/shape.ts";
import { classReportOf } from "./class-report-of.ts";
import { FileError } from "./file-error.ts";
import { readText } from "./table.ts";

/** A class that was read from disk. */
export interface OpenReport {
  readonly report: ClassReport;
  /** Everyone in the class, also those of its other shards. */
  readonly everyone: readonly string[];
  /** Where its submissions lie, as far as can be told: there an instructor keeps decisions. */
  readonly folder?: string;
  close(): Promise<void>;
}

/**
 * Reads a graded class: the folder of a book, or a file that `grade --json` wrote.
 *
 * @throws a {@link FileError} when the file is no report, of another format, or has two submissions of
 * one name.
 */
export async function openReport(path: string): Promise<OpenReport> {
  if ((await stat(path)).isDirectory()) {
    const book = await Book.read(path);
    const folder = folderOf(path);
    const close = () => book.close();
    return { report: book, everyone: book.roster, ...(folder && { folder }), close };
  }
  const report = classReportOf(await readReportFile(path));
  const folder = await folderOfFirst(report);
  return {
    report,
    everyone: report.students,
    ...(folder && { folder }),
    close: async () => {},
  };
}

/** A class in `hand-ins` is graded into `hand-ins-book`, unless told otherwise. */
function folderOf(book: string): string | undefined {
  const folder = resolve(book).replace(/-book$/, "");
  return folder !== resolve(book) && existsSync(folder) ? folder : undefined;
}

async function folderOfFirst(report: ClassReport): Promise<string | undefined> {
  for await (const { source } of report.submissions()) return source && dirname(source);
  return undefined;
}

async function readReportFile(file: string): Promise<GradeReport> {
  const report = reportIn(file, await readText(file));
  const names = report.submissions.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) < index);
  if (twice.length === 0) return report;
  throw new FileError(
    file,
    twice.map((name) => ({
      where: "submissions",
      message: `Two are called ${JSON.stringify(name)}: rename one and grade again.`,
    })),
  );
}

function reportIn(file: string, text: string): GradeReport {
  try {
    return readGradeReport(text);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw new FileError(file, [{ where: "", message: `It is no report: ${error.message}` }]);
  }
}

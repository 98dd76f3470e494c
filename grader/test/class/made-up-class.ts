import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Book } from "../../src/class/book.ts";
import type { Judges } from "../../src/class/class-run.ts";
import { gradeClass } from "../../src/class/class-run.ts";
import { enrolClass } from "../../src/class/enrolment.ts";
import { openRoster } from "../../src/class/roster.ts";
import { gradebookCsv } from "../../src/gradebook/gradebook-csv.ts";
import { FACTS } from "./made-up.ts";

/** Files below a folder, by path. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** A class in `folder`: each student has day 1, and every second one day 2. */
export async function writeClass(folder: string, students: readonly string[]): Promise<void> {
  for (const [index, student] of students.entries()) {
    const days = index % 2 === 0 ? ["day1-checksum"] : ["day1-checksum", "day2-replay"];
    for (const day of days) {
      await writeFiles(folder, { [`${student}/labs/${day}/src/index.ts`]: `// ${student}\n` });
    }
  }
}

/** Grades a class into a book as the command does. Gives the labs that the grader failed at. */
export async function gradeInto(
  directory: string,
  submissions: string,
  judges: Judges,
  facts = FACTS,
) {
  const roster = await openRoster(submissions);
  const book = await Book.open(directory, facts);
  try {
    await enrolClass(book, roster.handins);
    return await gradeClass(book, roster.handins, judges);
  } finally {
    await book.close();
    await roster.close();
  }
}

/** The gradebook of a book, as a file has it. */
export async function gradebookOf(directory: string): Promise<string> {
  const book = await Book.read(directory);
  try {
    const chunks: string[] = [];
    for await (const chunk of gradebookCsv(book)) chunks.push(chunk);
    for await (const submission of book.submissions()) chunks.push(JSON.stringify(submission));
    return chunks.join("");
  } finally {
    await book.close();
  }
}

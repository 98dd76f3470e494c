import { join } from "node:path";
import { gradebookCsv } from "../gradebook/gradebook-csv.ts";
import { writeWhole } from "../gradebook/write-whole.ts";
import type { ClassReport } from "../report/class-report.ts";

/** The gradebook of a class that is still being graded: `gradebook.csv` in the folder of its book. */
export class GradebookFile {
  readonly #report: ClassReport;
  readonly #file: string;
  #changes = 1;
  #written = 0;
  #writtenAt = 0;

  constructor(report: ClassReport, directory: string) {
    this.#report = report;
    this.#file = join(directory, "gradebook.csv");
  }

  /** There are new results. */
  touch(): void {
    this.#changes += 1;
  }

  /** Writes it, if there are new results and the last time was at least `pauseMs` ago. */
  async write(pauseMs: number): Promise<void> {
    if (this.#written === this.#changes || Date.now() - this.#writtenAt < pauseMs) return;
    this.#written = this.#changes;
    await writeWhole(this.#file, gradebookCsv(this.#report));
    this.#writtenAt = Date.now();
  }
}

import { Presets, SingleBar } from "cli-progress";
import { cleanLine } from "../report/clean.ts";
import type { LabTask } from "./class-run.ts";

/** Where a class stands, for the person who waits. */
export interface ClassProgress {
  /** A lab has been judged. */
  step(task: LabTask): void;
  /** Takes the bar away. A second stop does nothing. */
  stop(): void;
}

/** Where to. `isTTY` is that of standard error. */
type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

const LINE_EVERY_MS = 10_000;
const FORMAT = "{bar} {value} of {total} labs, {rate} submissions a minute, {left} left, {name}";

/**
 * Shows how many labs are done, how fast it goes and how long it will take: a bar on a terminal, else a
 * line now and then.
 *
 * @param days labs of one submission.
 */
export function classProgress(
  total: number,
  days: number,
  output: Output = process.stderr,
): ClassProgress {
  const pace = new Pace(total, days);
  return output.isTTY ? bar(pace, output) : lines(pace, output);
}

function bar(pace: Pace, output: Output): ClassProgress {
  const options = { format: FORMAT, stream: output, hideCursor: true, barsize: 20 };
  const single = new SingleBar(options, Presets.rect);
  single.start(pace.total, 0, { rate: "–", left: "–", name: "starting" });
  return {
    step: (task) => {
      pace.step();
      single.update(pace.done, { rate: pace.rate, left: pace.left, name: nameOf(task) });
    },
    stop: () => single.stop(),
  };
}

function lines(pace: Pace, output: Output): ClassProgress {
  let lastMs = performance.now();
  return {
    step: (task) => {
      pace.step();
      const isDue = performance.now() - lastMs >= LINE_EVERY_MS || pace.done === pace.total;
      if (!isDue) return;
      lastMs = performance.now();
      const { done, total, rate, left } = pace;
      const name = nameOf(task);
      output.write(
        `${done} of ${total} labs, ${rate} submissions a minute, ${left} left, ${name}\n`,
      );
    },
    stop: () => undefined,
  };
}

function nameOf({ student, day }: LabTask): string {
  return `${JSON.stringify(cleanLine(student, 40))} day ${day.number}`;
}

/** How fast it goes, since it was made. */
class Pace {
  readonly total: number;
  done = 0;
  readonly #days: number;
  readonly #sinceMs = performance.now();

  constructor(total: number, days: number) {
    this.total = total;
    this.#days = days;
  }

  step(): void {
    this.done += 1;
  }

  /** Submissions a minute, where one is as many labs as there are days. */
  get rate(): string {
    return (this.done / this.#days / (this.#elapsedMs / 60_000)).toFixed(1);
  }

  /** Such as `1 h 04 min`, `3 min 20 s`. */
  get left(): string {
    const seconds = Math.round(((this.#elapsedMs / this.done) * (this.total - this.done)) / 1000);
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, "0")} s`;
    return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
  }

  get #elapsedMs(): number {
    return performance.now() - this.#sinceMs;
  }
}

import { availableParallelism } from "node:os";
import { CompilerClient } from "./compiler-client.ts";
import { Judge, type JudgeOptions, type Shared } from "./judge.ts";
import { shareOut } from "./share-out.ts";

/** How to judge, and how many submissions at once. */
export interface JudgePoolOptions extends JudgeOptions {
  /** Judges that work side by side. A judge for each core by default, four at most. */
  readonly jobs?: number | undefined;
}

/** A few judges that take tasks in turn. What one finds out about the reference, all know. */
export class JudgePool {
  readonly #judges: readonly Judge[];

  private constructor(judges: readonly Judge[]) {
    this.#judges = judges;
  }

  static async start(options: JudgePoolOptions = {}): Promise<JudgePool> {
    const { jobs = Math.min(4, availableParallelism()) } = options;
    const compiler = new CompilerClient();
    const shared: Shared = { compiler, catalogues: new Map(), vouched: new Map() };
    const judges = Array.from({ length: jobs }, () => Judge.start(options, shared));
    return new JudgePool(await Promise.all(judges));
  }

  /**
   * Gives each task to the next judge that is free. Tasks are asked for one at a time, when a judge is
   * free. Results are in the order of the tasks.
   */
  map<Task, Result>(
    tasks: Iterable<Task>,
    work: (judge: Judge, task: Task) => Promise<Result>,
  ): Promise<Result[]> {
    return shareOut(tasks, this.#judges, work);
  }

  async close(): Promise<void> {
    await Promise.all(this.#judges.map((judge) => judge.close()));
  }
}

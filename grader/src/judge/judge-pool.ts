import { availableParallelism } from "node:os";
import { CompilerClient } from "./compiler-client.ts";
import { Judge, type JudgeOptions, type Shared } from "./judge.ts";
import { shareOut } from "./share-out.ts";

/** A few judges that take tasks in turn. What one finds out about the reference, all know. */
export class JudgePool {
  readonly #judges: readonly Judge[];

  private constructor(judges: readonly Judge[]) {
    this.#judges = judges;
  }

  /** Starts a judge for each core, four at most. */
  static async start(options: JudgeOptions = {}): Promise<JudgePool> {
    const size = Math.min(4, availableParallelism());
    const compiler = new CompilerClient();
    const shared: Shared = { compiler, catalogues: new Map(), vouched: new Map() };
    const judges = Array.from({ length: size }, () => Judge.start(options, shared));
    return new JudgePool(await Promise.all(judges));
  }

  /** Gives each task to the next judge that is free. Results are in the order of the tasks. */
  map<Task, Result>(
    tasks: readonly Task[],
    work: (judge: Judge, task: Task) => Promise<Result>,
  ): Promise<Result[]> {
    return shareOut(tasks, this.#judges, work);
  }

  async close(): Promise<void> {
    await Promise.all(this.#judges.map((judge) => judge.close()));
  }
}

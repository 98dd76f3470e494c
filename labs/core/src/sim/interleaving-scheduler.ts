import { describeOperation, type Operation } from "./operation-log.ts";

interface Waiting {
  readonly operation: Operation;
  readonly proceed: () => void;
}

/** Holds back the operations of a disk and lets them through one by one. */
export class InterleavingScheduler {
  readonly #waiting: Waiting[] = [];

  /** How many operations could be next. */
  get width(): number {
    return this.#waiting.length;
  }

  /** The calls that wait, oldest first. */
  get waiting(): string[] {
    return this.#waiting.map(({ operation }) => describeOperation(operation));
  }

  /** Resolves when the operation's turn has come. */
  turn(operation: Operation): Promise<void> {
    return new Promise((proceed) => this.#waiting.push({ operation, proceed }));
  }

  /** Lets one of the waiting operations through. */
  release(index: number): void {
    const [chosen] = this.#waiting.splice(index, 1);
    chosen?.proceed();
  }
}

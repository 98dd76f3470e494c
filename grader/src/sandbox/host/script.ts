import { Script } from "node:vm";

/** What a bundle sees in place of the globals of the same names. */
export interface Surroundings {
  readonly [name: string]: unknown;
}

type Factory = (module: { exports: object }, exports: object, ...values: unknown[]) => void;

/** A bundle, compiled once and evaluated for each boot. */
export class StudentScript {
  readonly #source: string;
  readonly #filename: string;
  #compiled: { factory: Factory; names: readonly string[] } | undefined;

  constructor(source: string, filename: string) {
    this.#source = source;
    this.#filename = filename;
  }

  /** Runs the bundle anew and gives its exports. */
  evaluate(surroundings: Surroundings): object {
    const { factory, names } = this.#compiled ?? this.#compile(Object.keys(surroundings));
    const module = { exports: {} };
    factory(module, module.exports, ...names.map((name) => surroundings[name]));
    return module.exports;
  }

  #compile(names: readonly string[]): { factory: Factory; names: readonly string[] } {
    const parameters = ["module", "exports", ...names].join(", ");
    // Without an import callback, import() of anything rejects. The first line is not the student's.
    const script = new Script(`(function (${parameters}) {\n${this.#source}\n})`, {
      filename: this.#filename,
      lineOffset: -1,
    });
    this.#compiled = { factory: script.runInThisContext() as Factory, names };
    return this.#compiled;
  }
}

import { errorFrom } from "../protocol/error-facts.ts";
import {
  type ErrorFacts,
  type Reference,
  ReferenceKind,
  type Translator,
} from "../protocol/reference.ts";

/** What references of the trusted side become here. */
export interface Counterparts {
  fileSystem(id: number): object;
  callback(id: number): object;
  signal(id: number): object;
  file(id: number): object;
}

/** The values of one boot that stay here, or came from the trusted side and stay there. */
export class References implements Translator {
  readonly sendsStacks = true;
  readonly #counterparts: Counterparts;
  readonly #ids = new Map<object, number>();
  readonly #objects: object[] = [];
  readonly #foreign = new WeakMap<object, Reference>();
  readonly #known = new Map<string, object>();

  constructor(counterparts: Counterparts) {
    this.#counterparts = counterparts;
  }

  /** The object behind an id; nothing for an unknown one. */
  objectOf(id: number): object | undefined {
    return this.#objects[id - 1];
  }

  /** Lets an error go back as what it came from. */
  rememberThrown(error: object, id: number): void {
    this.#foreign.set(error, { kind: ReferenceKind.thrown, id });
  }

  reference(value: object): Reference | undefined {
    const foreign = this.#foreign.get(value);
    if (foreign) return foreign;
    if (typeof value === "function") return this.#keep(ReferenceKind.function, value);
    if (value instanceof Error || !hasMethods(value)) return undefined;
    return this.#keep(ReferenceKind.instance, value);
  }

  resolve({ kind, id }: Reference): unknown {
    if (kind === ReferenceKind.instance || kind === ReferenceKind.function) {
      return this.objectOf(id);
    }
    if (kind === ReferenceKind.thrown) return undefined;
    const key = `${kind}:${id}`;
    const known = this.#known.get(key) ?? this.#counterpart(kind, id);
    this.#known.set(key, known);
    this.#foreign.set(known, { kind, id });
    return known;
  }

  revive(facts: ErrorFacts): Error {
    return errorFrom(facts);
  }

  emptyObject(): Record<string, unknown> {
    return {};
  }

  #keep(kind: ReferenceKind, value: object): Reference {
    const id = this.#ids.get(value) ?? this.#objects.push(value);
    this.#ids.set(value, id);
    return { kind, id };
  }

  #counterpart(kind: ReferenceKind, id: number): object {
    if (kind === ReferenceKind.fileSystem) return this.#counterparts.fileSystem(id);
    if (kind === ReferenceKind.signal) return this.#counterparts.signal(id);
    if (kind === ReferenceKind.file) return this.#counterparts.file(id);
    return this.#counterparts.callback(id);
  }
}

const DATA_PROTOTYPES = new Set<unknown>([Object, Map, Set, Date].map((type) => type.prototype));

/** Data has fields only; anything with behaviour stays where it is. */
function hasMethods(value: object): boolean {
  let prototype: unknown = Object.getPrototypeOf(value);
  while (!DATA_PROTOTYPES.has(prototype) && isObject(prototype)) {
    if (Reflect.ownKeys(prototype).some((key) => key !== "constructor")) return true;
    prototype = Object.getPrototypeOf(prototype);
  }
  return Object.values(value).some((field) => typeof field === "function");
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

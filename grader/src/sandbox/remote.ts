import { type CallBody, CallKind, pathNameOf } from "./protocol/call.ts";
import { type Reference, ReferenceKind } from "./protocol/reference.ts";

/** Whoever can reach the real thing behind a stand-in. */
export interface RemoteOwner {
  call(body: CallBody): Promise<unknown>;
}

interface Place {
  readonly owner: RemoteOwner;
  readonly target: number;
  readonly path: readonly string[];
}

const origins = new WeakMap<object, { owner: RemoteOwner; reference: Reference }>();

/** What test runners look for to tell matchers, elements and promises apart. */
const ABSENT = new Set(["then", "toJSON", "asymmetricMatch", "$$typeof", "nodeType", "tagName"]);

/** The reference that a stand-in was made for; nothing for any other object. */
export function referenceOfRemote(value: object) {
  return origins.get(value);
}

/**
 * A stand-in for an object or function of the student's. Its properties are places: call one and it
 * is a method, `new` one and it is a class, await one and it is a value. The stand-in itself cannot
 * be awaited, so that an `async` function may return it.
 */
export function remoteValue(owner: RemoteOwner, reference: Reference): object {
  const place = { owner, target: reference.id, path: [] };
  const target = reference.kind === ReferenceKind.function ? constructible : {};
  const remote = standIn(target, place, false);
  origins.set(remote, { owner, reference });
  return remote;
}

/** A stand-in for all that a module exports. */
export function remoteModule(owner: RemoteOwner): object {
  return standIn({}, { owner, target: 0, path: [] }, false);
}

/** Creates an instance of a remote class, as `new` does. */
export function construct<Instance>(
  remoteClass: new (...args: never) => Promise<Instance>,
  ...args: unknown[]
): Promise<Instance> {
  return Reflect.construct(remoteClass, args) as Promise<Instance>;
}

/** What a proxy must stand for to be called and used with `new`. */
const constructible = class {};

function standIn(target: object, place: Place, awaitable: boolean): object {
  const { owner, path } = place;
  const run = (kind: CallKind, args: unknown[]) =>
    iterable(owner.call([kind, place.target, path, args]));
  return new Proxy(target, {
    get: (_, key) => {
      if (key === Symbol.asyncIterator) return () => iterate(place);
      if (key === "then" && awaitable) return thenOf(() => run(CallKind.get, []));
      const name = pathNameOf(key);
      if (name === undefined || ABSENT.has(name)) return undefined;
      return standIn(constructible, { ...place, path: [...path, name] }, true);
    },
    apply: (_, __, args) => run(CallKind.call, args),
    construct: (_, args) => run(CallKind.construct, args),
    set: () => false,
    defineProperty: () => false,
    getPrototypeOf: () => null,
  });
}

function thenOf(get: () => Promise<unknown>): Promise<unknown>["then"] {
  return (onFulfilled, onRejected) => get().then(onFulfilled, onRejected);
}

/**
 * Lets `for await` take what a call gives without an `await` of its own. A call may fail before a check
 * comes to look at it: that is not an error that nobody handles.
 */
function iterable(result: Promise<unknown>): Promise<unknown> {
  result.catch(() => undefined);
  return Object.assign(result, { [Symbol.asyncIterator]: iterateResult });
}

async function* iterateResult(this: Promise<unknown>): AsyncGenerator<unknown> {
  yield* (await this) as AsyncIterable<unknown>;
}

async function* iterate({ owner, target, path }: Place): AsyncGenerator<unknown> {
  const iterator = (await owner.call([CallKind.iterate, target, path, []])) as RemoteIterator;
  let broken = false;
  try {
    for (;;) {
      broken = false;
      const { done, value } = await iterator.next();
      if (done) return value;
      broken = true;
      yield value;
    }
  } finally {
    if (broken && (await iterator.return)) await iterator.return();
  }
}

interface RemoteIterator {
  next(): Promise<IteratorResult<unknown>>;
  readonly return: (() => Promise<unknown>) & PromiseLike<unknown>;
}

type Method = (...args: never) => unknown;
type Primitive = string | number | bigint | boolean | undefined | null;
type Data = Primitive | Uint8Array | Date | Error;

type HasMethods<T> = true extends { [K in keyof T]: T[K] extends Method ? true : false }[keyof T]
  ? true
  : false;

/** What the trusted side gets for a value of the student's: data as it is, all else a stand-in. */
export type Received<T> = T extends Data
  ? T
  : T extends readonly (infer Element)[]
    ? Received<Element>[]
    : T extends Method
      ? RemoteMethod<T>
      : T extends AsyncIterable<infer Element>
        ? Remote<T> & AsyncIterable<Received<Element>>
        : HasMethods<T> extends true
          ? Remote<T>
          : T;

type RemoteMethod<T> = T extends (...args: infer Args) => infer Result
  ? (...args: Args) => RemoteResult<Awaited<Result>>
  : never;

type RemoteResult<T> = Promise<Received<T>> &
  (T extends AsyncIterable<infer Element> ? AsyncIterable<Received<Element>> : unknown);

type RemoteClass<T> = T extends new (
  ...args: infer Args
) => infer Instance
  ? new (
      ...args: Args
    ) => Promise<Remote<Instance>>
  : unknown;

type RemoteMember<T> = T extends abstract new (
  ...args: never
) => unknown
  ? Remote<T> & RemoteClass<T>
  : T extends Method
    ? RemoteMethod<T>
    : PromiseLike<Received<T>> & Remote<T>;

/**
 * A stand-in as TypeScript sees it: each method gives a promise, each property is one, each class is
 * made with `await new`. `Remote<typeof import("@wal-labs/checksum")>` is the whole of day 1.
 */
export type Remote<T> = T extends Primitive
  ? unknown
  : { readonly [K in keyof T]: RemoteMember<T[K]> };

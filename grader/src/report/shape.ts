import { cleanLine } from "./clean.ts";

/** A document that is not what it should be. `where` is a path such as `labs[0].checks[3].verdict`. */
export class ShapeError extends Error {
  override readonly name = "ShapeError";
  readonly where: string;

  constructor(where: string, expected: string, found: unknown) {
    super(`${where || "document"}: expected ${expected}, found ${described(found)}.`);
    this.where = where;
  }
}

/**
 * Turns a parsed value into a `T` that shares nothing with it.
 *
 * @throws a {@link ShapeError} when it is none.
 */
export type Reader<T> = (value: unknown, where: string) => T;

/** Reads a string. */
export const text: Reader<string> = (value, where) => {
  if (typeof value !== "string") throw new ShapeError(where, "text", value);
  return value;
};

/** Reads a count, points or a duration: a finite number, 0 or more. */
export const amount: Reader<number> = (value, where) => {
  if (typeof value === "number" && Number.isFinite(value) && value >= 0) return value;
  throw new ShapeError(where, "a number of 0 or more", value);
};

/** Reads a boolean. */
export const flag: Reader<boolean> = (value, where) => {
  if (typeof value !== "boolean") throw new ShapeError(where, "true or false", value);
  return value;
};

/** Reads one of some values. */
export function oneOf<T extends string | number>(choices: readonly T[]): Reader<T> {
  return (value, where) => {
    const choice = choices.find((one) => one === value);
    if (choice !== undefined) return choice;
    throw new ShapeError(where, choices.map((one) => JSON.stringify(one)).join(" or "), value);
  };
}

/** Reads a field that may be absent. */
export function optional<T>(reader: Reader<T>): Reader<T | undefined> {
  return (value, where) => (value === undefined ? undefined : reader(value, where));
}

/** Reads an array. */
export function listOf<T>(reader: Reader<T>): Reader<readonly T[]> {
  return (value, where) => {
    if (!Array.isArray(value)) throw new ShapeError(where, "a list", value);
    return value.map((element, index) => reader(element, `${where}[${index}]`));
  };
}

/** Reads an object: the fields of `shape`, in its order. Others are left out, absent ones stay so. */
export function objectOf<T>(
  shape: {
    readonly [Field in keyof Required<T>]: Reader<T[Field]>;
  },
): Reader<T> {
  const fields = Object.entries<Reader<unknown>>(shape);
  return (value, where) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new ShapeError(where, "an object", value);
    }
    const found = new Map<string, unknown>(Object.entries(value));
    const read = fields
      .map(([field, reader]) => [field, reader(found.get(field), join(where, field))] as const)
      .filter(([, result]) => result !== undefined);
    return Object.fromEntries(read) as T;
  };
}

function join(where: string, field: string): string {
  return where === "" ? field : `${where}.${field}`;
}

function described(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return cleanLine(typeof value === "string" ? JSON.stringify(value) : String(value), 60);
}

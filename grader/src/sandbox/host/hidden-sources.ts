/**
 * A submission runs in one process with the days before it, which may be those of the reference: their
 * functions could be printed. From here on, no function tells its source. This is the only realm, so
 * nothing of the student's can get at the function that is replaced.
 */
export function hideSources(): void {
  const value = {
    toString(this: unknown): string {
      if (typeof this === "function") return "function () { [native code] }";
      throw new TypeError("Function.prototype.toString requires that 'this' be a Function");
    },
  }.toString;
  Object.defineProperty(Function.prototype, "toString", {
    value,
    writable: true,
    configurable: true,
  });
}

/** Type-level equality: exact, unlike two-way assignability. */
export type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only when each claim is `true`. */
export type Holds<Claims extends readonly true[]> = Claims;

/** True for `any`, which would agree with every other claim. */
export type IsAny<Type> = 0 extends 1 & Type ? true : false;

import type { TypeCheck } from "../type-check.ts";

/** What the compiler checks of exercise 1.1. Each file in `types/` must compile without an error. */
export const TYPE_CHECKS: readonly TypeCheck[] = [
  {
    id: "1.1-record-types",
    file: "types/record-types.ts",
    points: 3,
    rationale: "A union on `type` lets the compiler tell you which record you forgot.",
    hints: ["One member for each row of the table; `type` is the row's name, as a literal."],
  },
  {
    id: "1.1-fields",
    file: "types/fields.ts",
    points: 3,
    rationale:
      "A field that is always there, or never, is a question nobody has to ask at run time.",
    hints: ["A delete has no value at all; only a transaction's records have its id."],
  },
  {
    id: "1.1-record-of",
    file: "types/record-of.ts",
    points: 2,
    rationale: "From the name of a type to its record, so that a table of readers can be typed.",
    hints: ["`Extract` picks the members of a union that fit a shape."],
  },
];

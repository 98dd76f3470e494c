import { z } from "zod";
import { kind } from "./kind.ts";

/** Fails at its first tries, and then no more. */
export const failNTimes = kind(
  "fail-n-times",
  { times: z.int().min(0) },
  async ({ times }, { number }) => {
    if (number <= times) throw new Error(`Attempt ${number} fails, as do the first ${times}.`);
    return `attempt ${number}`;
  },
);

import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { kind } from "./kind.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Waits. */
export const sleep = kind(
  "sleep",
  { ms: z.int().min(0).max(DAY_MS) },
  async ({ ms }, { signal }) => {
    await setTimeout(ms, undefined, { signal });
    return `${ms} ms`;
  },
);

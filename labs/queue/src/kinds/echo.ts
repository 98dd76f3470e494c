import { z } from "zod";
import { kind } from "./kind.ts";

/** Says a text. */
export const echo = kind("echo", { text: z.string().max(10_000) }, async ({ text }) => text);

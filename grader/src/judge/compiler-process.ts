/**
 * The compiler in a process of its own: types can be made to take for ever, and to eat all memory.
 * Started by {@link CompilerClient}; answers one request at a time.
 *
 * @module
 */
import { DAYS } from "../course/course.ts";
import { Compiler } from "./compiler.ts";
import { typeChecksOf } from "./suite-files.ts";

const compiler = new Compiler();

process.on("message", ({ directory, day }: { directory: string; day: number }) => {
  const facts = DAYS.find(({ number }) => number === day);
  if (!facts) throw new RangeError(`There is no day ${day}.`);
  process.send?.(compiler.compile(directory, facts, typeChecksOf(day)));
});

import { SourceMap, type SourceMapPayload } from "node:module";

/** Turns the raw stack of an error in a bundle into frames such as `    at append (src/log.ts:41)`. */
export type StackFrames = (stack: string) => string[];

/** What a source map calls every file of the reference. */
export const REFERENCE = "the reference";

const MAX_STACK_SIZE = 16 * 1024;
const FRAME = /^\s+at (?:(.*) \()?([^()]+):(\d+):(\d+)\)?$/;

/**
 * Maps the frames of the bundle that ran as `filename`. Frames of anything else are left out: they
 * are the host's or the engine's, and none of the student's business; nor is where the reference was.
 */
export function stackFramesOf(sourceMap: string, filename: string): StackFrames {
  let map: SourceMap | undefined;
  return (stack) => {
    map ??= new SourceMap(JSON.parse(sourceMap) as SourceMapPayload);
    const frames: string[] = [];
    for (const line of stack.slice(0, MAX_STACK_SIZE).split("\n")) {
      const [, name, file, row, column] = FRAME.exec(line) ?? [];
      if (file !== filename) continue;
      const place = placeOf(map, Number(row), Number(column));
      // A class that names itself is called `_LogFile` in a bundle.
      const shown = name?.replace(/\b_(?=[A-Z])/, "");
      if (place) frames.push(shown ? `    at ${shown} (${place})` : `    at ${place}`);
    }
    return frames;
  };
}

function placeOf(map: SourceMap, row: number, column: number): string | undefined {
  const entry = map.findEntry(row - 1, column - 1);
  if (!("originalSource" in entry) || entry.originalSource === REFERENCE) return undefined;
  return `${entry.originalSource}:${entry.originalLine + 1}`;
}

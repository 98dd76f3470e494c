import { type StyleTextOptions, styleText } from "node:util";
import type { Verdict } from "./report.ts";
import { VERDICTS } from "./verdicts.ts";

/** What a tone of voice looks like in a terminal. */
export type Paint = "good" | "mend" | "wait" | "ask" | "strong" | "quiet";

/** Where text is going: how wide it is, and whether it takes colours. */
export interface Terminal {
  /** Characters in a line. */
  readonly width: number;
  paint(paint: Paint, text: string): string;
}

const COLOURS = {
  good: "green",
  mend: "red",
  wait: "dim",
  ask: "magenta",
  strong: "bold",
  quiet: "dim",
} as const satisfies Record<Paint, string>;

const LEAST_WIDTH = 60;
const USUAL_WIDTH = 80;
/** Longer lines are hard to read, however wide the window is. */
const GREATEST_WIDTH = 110;

/**
 * The terminal behind a stream.
 *
 * @param stream - gets colours if it is a terminal that has them and `NO_COLOR` is not set
 * @param columns - how wide it is; 60 to 110 are used
 */
export function terminalOf(stream: NodeJS.WritableStream, columns = USUAL_WIDTH): Terminal {
  const options: StyleTextOptions = { stream, validateStream: true };
  return {
    width: Math.min(GREATEST_WIDTH, Math.max(LEAST_WIDTH, columns)),
    // One format at a time: Node 20 does not ask the stream when it is given several.
    paint: (paint, text) => styleText(COLOURS[paint], text, options),
  };
}

/** A verdict's symbol and label in its colour. */
export function verdictText(verdict: Verdict, terminal: Terminal): string {
  const { symbol, label, tone } = VERDICTS[verdict];
  return terminal.paint(tone, `${symbol} ${label}`);
}

import type { Fate } from "./crash-plan.ts";
import { type HexLabel, hexDump } from "./hex-dump.ts";
import type { JournalEntry } from "./journal.ts";
import type { LoggedOperation } from "./operation-log.ts";

/** A failure, told so that the person who wrote the program sees what happened. */
export interface Story {
  /** Such as `"O1"`. */
  readonly invariant?: string | undefined;
  readonly message: string;
  /** The steps that the workload ran, as text. */
  readonly steps: readonly string[];
  /** What the program promised before it was cut off. */
  readonly acknowledged: readonly string[];
  readonly acts: readonly Act[];
  /** What lay on the disk before recovery began; absent when nothing crashed. */
  readonly files?: readonly DiskFile[];
  /** What recovery did; absent when nothing crashed. */
  readonly recovery?: readonly LoggedOperation[];
  readonly recovered?: string | undefined;
  /** One word that makes it happen again. */
  readonly replay: string;
}

/** A file as it lay on the disk. */
export interface DiskFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly labels: readonly HexLabel[];
}

/** A program running, up to its end or to the crash that cut it off. */
export interface Act {
  readonly title: string;
  readonly operations: readonly LoggedOperation[];
  readonly entries: readonly JournalEntry[];
  /** Absent when the program was not cut off. */
  readonly crash?: ActEnd;
}

/** How an act ends. */
export interface ActEnd {
  readonly kind: "process" | "power";
  /** The call that did not happen any more. */
  readonly next?: string | undefined;
  /** What became of what was not synced. */
  readonly units: readonly { fate: Fate; description: string; operation: number }[];
}

const WIDTH = 100;
const SHOWN_OPERATIONS = 40;
const SHOWN_UNITS = 24;

/**
 * The story as text, at most 100 columns wide.
 *
 * @param commandFor what to type to see it again; default the replay alone.
 */
export function tellStory(story: Story, commandFor = (replay: string): string => replay): string {
  const { invariant, message } = story;
  const lines = [
    `${invariant === undefined ? "" : `${invariant} is broken: `}${message}`,
    ...section("The steps", story.steps),
    ...section("What was promised", story.acknowledged.map(quoted)),
    ...story.acts.flatMap(tellAct),
    ...section("What was on the disk then", story.files && tellFiles(story.files)),
    ...section("What recovery did", story.recovery?.map(numbered)),
    ...section("What recovery gave", story.recovered?.split("\n")),
  ].map(clipped);
  return `${[...lines, ...section("See it again", [commandFor(story.replay)])].join("\n")}\n`;
}

/**
 * For tests: passes when an explorer found nothing.
 *
 * @throws an error whose message is the story, when it found something.
 */
export function assertNoViolation(
  report: { readonly violation?: { readonly story: Story; readonly error: unknown } },
  commandFor?: (replay: string) => string,
): void {
  const { violation } = report;
  if (violation === undefined) return;
  throw new Error(tellStory(violation.story, commandFor), { cause: violation.error });
}

function section(title: string, lines: readonly string[] | undefined): string[] {
  if (lines === undefined || lines.length === 0) return [];
  return ["", title, ...lines.map((line) => `  ${line}`)];
}

function tellAct({ title, operations, entries, crash }: Act): string[] {
  const hidden = Math.max(0, operations.length - SHOWN_OPERATIONS);
  const said = (after: number): string[] =>
    entries.filter((entry) => entry.afterOperation === after).map(tellEntry);
  const lines = operations
    .slice(hidden)
    .flatMap((operation) => [numbered(operation), ...said(operation.number)]);
  const before = hidden > 0 ? [`   …  ${hidden} earlier operations`] : said(0);
  if (crash === undefined) return section(title, [...before, ...lines]);
  return [
    ...section(title, [...before, ...lines, ...tellCut(crash)]),
    ...section(...tellUnits(crash)),
  ];
}

function tellEntry({ kind, label }: JournalEntry): string {
  return kind === "attempt" ? `      begins ${quoted(label)}` : `      promises ${quoted(label)}`;
}

function tellCut({ kind, next }: ActEnd): string[] {
  const what = kind === "power" ? "the power fails here" : "the program is killed here";
  const line = `━━━━━━━ ${what} `.padEnd(72, "━");
  return next === undefined ? [line] : [line, `   -  ${next}  never happens`];
}

function tellUnits({ kind, units }: ActEnd): [title: string, lines: string[]] {
  if (kind === "process") return ["What was not synced stays, until the power fails", []];
  const words: Record<Fate, string> = { new: "kept", old: "LOST", garbage: "GARBAGE" };
  const rows = units.map(({ fate, description, operation }) => {
    return `${words[fate].padEnd(7)}  ${description}  (from ${operation})`;
  });
  const more = rows.length - SHOWN_UNITS;
  const shown = rows.slice(0, SHOWN_UNITS);
  return ["What was not synced", more > 0 ? [...shown, `… and ${more} more`] : shown];
}

function tellFiles(files: readonly DiskFile[]): string[] {
  return files.length === 0 ? ["no files"] : files.flatMap(tellFile);
}

function tellFile(file: DiskFile): string[] {
  const rows = hexDump(file.bytes, file.labels).map((row) => `  ${row}`);
  return [`${file.path}, ${file.bytes.length} bytes`, ...rows];
}

function numbered({ number, call, result }: LoggedOperation): string {
  const outcome = result === "ok" || result.includes(" ") ? "" : `  fails with ${result}`;
  const short = result.endsWith(" bytes") && !call.includes(result) ? `  does ${result}` : "";
  return `${String(number).padStart(4)}  ${call}${outcome}${short}`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

function clipped(line: string): string {
  return line.length <= WIDTH ? line : `${line.slice(0, WIDTH - 1)}…`;
}

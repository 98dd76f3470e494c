/**
 * Names, messages, output and frames come from a submission, so they may carry terminal escapes,
 * text that reorders what stands around it, or ten megabytes of anything. Both presentations for
 * people start from a cleaned report, so that no place in them can forget to.
 *
 * Cleaning is not escaping: what HTML means by `<` is the page's concern.
 *
 * @module
 */
import type { GradeReport, SubmissionReport } from "./report.ts";

/** What may hold several lines, and how many characters of it are shown. */
const TEXT_LIMITS: Readonly<Record<string, number>> = {
  message: 2_000,
  hint: 2_000,
  hints: 2_000,
  rationale: 2_000,
  note: 2_000,
  story: 20_000,
  output: 10_000,
  comment: 2_000,
};
/** What stays on one line: a name stands in tables, a path must stay whole. */
const LINE_LIMIT = 200;
const LINE_LIMITS: Readonly<Record<string, number>> = { name: 80 };
const LIST_LIMITS: Readonly<Record<string, number>> = { frames: 10 };

/** Controls, format characters, line separators, lone surrogates; not the joiners that scripts need. */
const INVISIBLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const DELETE = 0x7f;
const CONTROL_PICTURES = 0x2400;
const DELETE_PICTURE = "\u2421";

/** The same report with all its text cut to size and nothing invisible in it. */
export function cleanReport(report: GradeReport): GradeReport {
  return cleanValue(report, "") as GradeReport;
}

/** One submission, as {@link cleanReport} has it. */
export function cleanSubmission(submission: SubmissionReport): SubmissionReport {
  return cleanValue(submission, "") as SubmissionReport;
}

/** One line: at most `limit` characters, controls and line ends made visible: `␛`, `⟨U+202E⟩`. */
export function cleanLine(text: string, limit: number = LINE_LIMIT): string {
  const line = text.slice(0, limit).replace(INVISIBLE, visible);
  return text.length > limit ? `${line}…` : line;
}

/** Several lines: as {@link cleanLine}, but line ends stay and tabs become two spaces. */
export function cleanText(text: string, limit: number): string {
  const lines = text.slice(0, limit).replaceAll("\r\n", "\n").replaceAll("\t", "  ").split("\n");
  const cleaned = lines.map((line) => line.replace(INVISIBLE, visible)).join("\n");
  const restLength = text.length - limit;
  return restLength > 0 ? `${cleaned}\n… and ${restLength} more characters` : cleaned;
}

function cleanValue(value: unknown, field: string): unknown {
  if (typeof value === "string") {
    const limit = TEXT_LIMITS[field];
    return limit === undefined ? cleanLine(value, LINE_LIMITS[field]) : cleanText(value, limit);
  }
  if (Array.isArray(value)) {
    return value.slice(0, LIST_LIMITS[field]).map((element) => cleanValue(element, field));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, cleanValue(of, key)]));
}

function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(CONTROL_PICTURES + code);
  if (code === DELETE) return DELETE_PICTURE;
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}

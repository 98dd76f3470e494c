import type { CheckResult, SubmissionReport } from "./report.ts";

const PLAIN = /^[\w./:@%+=,-]+$/;

/**
 * What to type to see a verdict come about again; nothing when the report does not say where the
 * submission lies. A day that was built on the student's own earlier ones needs `--own-foundation`.
 */
export function replayCommand(
  { source }: Pick<SubmissionReport, "source">,
  { id }: Pick<CheckResult, "id">,
): string | undefined {
  return source === "" ? undefined : `npm run grade -- replay ${quoted(source)} ${id}`;
}

/** One word for a shell, whatever is in it. */
function quoted(text: string): string {
  const path = text.startsWith("-") ? `./${text}` : text;
  return PLAIN.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

import type { GradeReport } from "../../src/report/report.ts";
import { REPORT } from "./fixture.ts";

/** What a submission might be called, print or throw, to do something to whoever reads about it. */
export const HOSTILE_TEXTS: Readonly<Record<string, string>> = {
  script: "<script>alert(1)</script>",
  attribute: `"><img src=x onerror=alert(1)>`,
  quote: "' onmouseover='alert(1)",
  "closing tags": "</pre></style></title></details><iframe src=//evil.example>",
  colours: "\u001b[2J\u001b[31mall passed\u001b[0m",
  link: "\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007",
  "one-byte escape": "\u009b31mred",
  override: "\u202egnp.exe\u2066\u200f",
  "line ends": "pass\r\nanna 30/30\n\u2028\u0085",
  formula: "=cmd|' /C calc'!A0",
  path: "../../../etc/passwd",
  nothing: "",
  controls: "\u0000\u0008\u007f\ufeff\ud800",
  url: "javascript:alert(1)",
};

/** Any of what moves the cursor, reorders text or breaks a line unseen. */
export const INVISIBLE = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

const KEPT = ["verdict", "format", "startedAt", "feedback"];

/** The fixture with every text in it replaced, but verdicts and the time. */
export function hostileReport(text: string): GradeReport {
  return replaced(REPORT, "", text) as GradeReport;
}

function replaced(value: unknown, field: string, text: string): unknown {
  if (KEPT.includes(field)) return value;
  if (typeof value === "string") return text;
  if (Array.isArray(value)) return value.map((element) => replaced(element, field, text));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, element]) => [key, replaced(element, key, text)]),
  );
}

import { html } from "hono/html";
import type { FeedbackLevel } from "./feedback-level.ts";
import type { Html } from "./page.ts";
import type { LayerReport, Problem, SubmissionReport, Verdict } from "./report.ts";
import { VERDICT_NAMES, VERDICTS } from "./verdicts.ts";
import { percentOf, pointsText, timeText } from "./wording.ts";

/** A submission and the file that its page is in. */
export interface IndexEntry {
  readonly submission: SubmissionReport;
  readonly file: string;
}

/** What all pages of a report have in common. */
export interface PageFacts {
  readonly courseHash: string;
  /** None where the reader is not to see them. */
  readonly layers: readonly LayerReport[];
  readonly feedback?: FeedbackLevel;
  /** When it was graded; absent where a page must not change with the hour it is made. */
  readonly startedAt?: string;
  /** The page that leads to all the others, if the reader has it. */
  readonly home?: string;
}

/** A verdict as symbol, word and colour. */
export function badge(verdict: Verdict): Html {
  const { symbol, label, tone } = VERDICTS[verdict];
  return html`<span class="badge ${tone}"><span aria-hidden="true">${symbol}</span> ${label}</span>`;
}

/** A bar as long as the share of points earned. It repeats numbers beside it, so it is not read out. */
export function bar(points: number, outOf: number): Html {
  const percent = percentOf(points, outOf);
  return html`<span class="bar" aria-hidden="true"><span style="width: ${percent}%"></span></span>`;
}

/** `34 of 40`. */
export function score(points: number, outOf: number): Html {
  return html`<span class="score">${pointsText(points)} <small>of ${pointsText(outOf)}</small></span>`;
}

/** What was wrong with files, imports or types; nothing if nothing was. */
export function problemList(problems: readonly Problem[]): Html | undefined {
  if (problems.length === 0) return undefined;
  return html`<ul class="problems">
${problems.map(
  ({ where, message, hint }) => html`<li>
<code>${where}</code>
<p>${message}</p>
${hint && html`<p class="quiet">${hint}</p>`}
</li>
`,
)}</ul>`;
}

/** What every page ends with: the legend, the layers of isolation, and which course it was. */
export function colophon(facts: PageFacts): Html {
  return html`<footer>
<details>
<summary>What the verdicts mean</summary>
<dl>
${VERDICT_NAMES.map(
  (verdict) => html`<div><dt>${badge(verdict)}</dt><dd>${VERDICTS[verdict].meaning}</dd></div>
`,
)}</dl>
</details>
${layers(facts)}
<p class="quiet">${facts.startedAt && html`Graded ${timeText(facts.startedAt)}. `}${
    facts.feedback && html`Feedback level ${facts.feedback}. `
  }Course <code>${facts.courseHash}</code>: reports of another course hash do not compare.</p>
</footer>`;
}

function layers(facts: PageFacts): Html | undefined {
  if (facts.layers.length === 0) return undefined;
  return html`<details>
<summary>How submissions were isolated</summary>
<dl>
${facts.layers.map(
  ({ name, active, note }) => html`<div>
<dt><span class="badge ${active ? "good" : "wait"}">${active ? "active" : "not active"}</span></dt>
<dd><strong>${name}</strong>: ${note}</dd>
</div>
`,
)}</dl>
</details>`;
}

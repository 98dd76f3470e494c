import { html } from "hono/html";
import type { FeedbackLevel } from "./feedback-level.ts";
import { findingOf } from "./finding.ts";
import { badge } from "./html-parts.ts";
import { INVARIANTS, INVARIANTS_PAGE } from "./invariants.ts";
import { nextStep } from "./next-step.ts";
import type { Html } from "./page.ts";
import { replayCommand } from "./replay-command.ts";
import type { CheckResult, SubmissionReport } from "./report.ts";
import { countText } from "./wording.ts";

/** A check that did not hold: what was seen, how it came about, why it matters, what to do. */
export function checkCard(
  check: CheckResult,
  submission: SubmissionReport,
  feedback: FeedbackLevel | undefined,
): Html {
  const { id, verdict, exercise, points, invariant, rationale } = check;
  return html`<article class="card">
<h4>${badge(verdict)} <code>${id}</code></h4>
<p class="quiet">Exercise ${exercise}, ${countText(points, "point")}${
    invariant && html`, ${invariantText(invariant)}`
  }</p>
<p class="finding">${findingOf(check, feedback)}</p>
${check.story && story(check.story)}
${frames(check.frames)}
${rationale && verdict !== "blocked" && html`<p><strong>Why it matters.</strong> ${rationale}</p>`}
${verdict !== "blocked" && rungs(check.hints, 0)}
<p class="next"><strong>Next.</strong> ${nextStep(check, submission)}</p>
${replayLine(check, submission, feedback)}
</article>
`;
}

function replayLine(
  check: CheckResult,
  submission: SubmissionReport,
  feedback: FeedbackLevel = "instructor",
): Html | undefined {
  const command = feedback === "instructor" ? replayCommand(submission, check) : undefined;
  if (command === undefined) return undefined;
  return html`<p class="next"><strong>See it again.</strong> <code>${command}</code></p>`;
}

/** The checks of a lab that could not be run, as one card; nothing if there are none. */
export function unrunCard(
  checks: readonly CheckResult[],
  submission: SubmissionReport,
  feedback: FeedbackLevel | undefined,
): Html | undefined {
  const [first] = checks;
  if (first === undefined) return undefined;
  return html`<article class="card">
<h4>${badge(first.verdict)} ${countText(checks.length, "check")} not run</h4>
<p class="finding">${findingOf(first, feedback)}</p>
<p class="next"><strong>Next.</strong> ${nextStep(first, submission)}</p>
</article>
`;
}

/** A rule with its sentence, and where it is explained. */
function invariantText(invariant: string): Html {
  const sentence = INVARIANTS[invariant];
  if (sentence === undefined) return html`invariant ${invariant}`;
  return html`invariant <strong>${invariant}</strong>: ${sentence}
(<code>${INVARIANTS_PAGE}</code>)`;
}

function story(text: string): Html {
  return html`<details open>
<summary>How it came about</summary>
<pre tabindex="0">${text}</pre>
</details>`;
}

function frames(places: readonly string[]): Html | undefined {
  if (places.length === 0) return undefined;
  return html`<p class="frames"><strong>In your code.</strong> ${places.map(
    (place) => html`<code>${place}</code> `,
  )}</p>`;
}

/** Each rung lies inside the one before it, so that a hint is opened only after the last was read. */
function rungs(hints: readonly string[], index: number): Html | undefined {
  const hint = hints[index];
  if (hint === undefined) return undefined;
  return html`<details class="rung">
<summary>Hint ${index + 1} of ${hints.length}</summary>
<p>${hint}</p>
${rungs(hints, index + 1)}
</details>`;
}

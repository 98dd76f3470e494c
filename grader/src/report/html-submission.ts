import { html } from "hono/html";
import { checkCard, unrunCard } from "./html-check.ts";
import { decisions } from "./html-decisions.ts";
import { badge, bar, colophon, type PageFacts, problemList, score } from "./html-parts.ts";
import { testsPart } from "./html-tests.ts";
import type { Html } from "./page.ts";
import type { CheckResult, LabReport, SubmissionReport, TimeLimits } from "./report.ts";
import { exerciseScores, unmet, unrun } from "./scores.ts";
import { VERDICTS, verdictOf } from "./verdicts.ts";
import { durationText, pointsText } from "./wording.ts";

/** Enough of a submission's hash to tell it from the one before. */
const HASH_LENGTH = 12;

/** The page about one submission. It says nothing about any other. */
export function submissionBody(submission: SubmissionReport, facts: PageFacts): Html {
  const { name, source, hash, comment, points, outOf, problems, labs } = submission;
  const { home } = facts;
  return html`<header>
<p class="quiet">${home ? html`<a href="${home}">wal-labs</a>` : "wal-labs"}</p>
<h1><bdi>${name}</bdi></h1>
<p class="total">${score(points, outOf)} <span class="quiet">points</span> ${badge(verdictOf(submission))}</p>
${bar(points, outOf)}
${source && html`<p class="quiet">From <code>${source}</code></p>`}
${hash && html`<p class="quiet">Submission <code>${hash.slice(0, HASH_LENGTH)}</code></p>`}
${comment && html`<p class="praise finding">${comment}</p>`}
</header>
<main>
${
  problems.length > 0 &&
  html`<section aria-labelledby="problems">
<h2 id="problems">The submission as a whole</h2>
${problemList(problems)}
</section>`
}
${labs.map((lab) => labSection(lab, submission, facts))}
</main>
${colophon(facts)}`;
}

function labSection(lab: LabReport, submission: SubmissionReport, facts: PageFacts): Html {
  const title = `day-${lab.day}`;
  const { level = facts.feedback, note = "" } = lab.feedback ?? {};
  return html`<section aria-labelledby="${title}">
<h2 id="${title}">Day ${lab.day}: ${lab.title}</h2>
${note && html`<p class="quiet">${note}</p>`}
${lab.problems.length > 0 && html`<h3>Problems with its files</h3>${problemList(lab.problems)}`}
${decisions(lab)}
${lab.checks.length > 0 && exerciseTable(lab)}
${closing(lab)}
${unrunCard(unrun(lab), submission, level)}
${unmet(lab).map((check) => checkCard(check, submission, level))}
${lab.limits && limitsLine(lab.limits)}
${lab.tests && testsPart(lab.tests)}
${
  lab.output !== "" &&
  html`<details>
<summary>What the submission printed</summary>
<pre tabindex="0">${lab.output}</pre>
</details>`
}
</section>
`;
}

/** What a timeout was measured by. */
function limitsLine({ slowdown, callMs, dayMs }: TimeLimits): Html {
  return html`<p class="quiet">Limits: ${durationText(callMs)} a call, ${durationText(dayMs)} for
the day. The machine was taken to be ${pointsText(slowdown)} times as slow as a usual one.</p>`;
}

function closing(lab: LabReport): Html | undefined {
  if (lab.checks.length === 0) return undefined;
  if (unmet(lab).length + unrun(lab).length > 0) return html`<h3>What to look at</h3>`;
  return html`<p class="praise">Every check of this day holds. The log keeps its promises.</p>`;
}

function exerciseTable(lab: LabReport): Html {
  return html`<div class="scroll"><table>
<caption>Points and checks by exercise</caption>
<thead><tr>
<th scope="col">Exercise</th><th scope="col">Points</th><th scope="col">Checks</th>
</tr></thead>
<tbody>
${exerciseScores(lab).map(
  ({ exercise, points, outOf, checks }) => html`<tr>
<th scope="row">${exercise}</th>
<td>${score(points, outOf)}${bar(points, outOf)}</td>
<td class="marks">${checks.map(mark)}</td>
</tr>
`,
)}</tbody>
</table></div>
<details>
<summary>Every check by name</summary>
<ul class="plain">
${lab.checks.map(
  ({ id, verdict }) => html`<li>${badge(verdict)} <code>${id}</code></li>
`,
)}</ul>
</details>`;
}

function mark(check: CheckResult): Html {
  const { symbol, label, tone } = VERDICTS[check.verdict];
  const text = `${check.id}: ${label}`;
  return html`<span class="mark ${tone}" role="img" title="${text}" aria-label="${text}">${symbol}</span>`;
}

import { html } from "hono/html";
import { bugsOf } from "../../bugs/bugs.ts";
import type { PlantedBug } from "../../bugs/planted-bug.ts";
import { DAYS } from "../../course/course.ts";
import type { Html } from "../page.ts";
import type { CheckFacts } from "../report.ts";
import { countText } from "../wording.ts";
import type { CheckSum, ClassSums } from "./class-sums.ts";
import { matrixTable } from "./matrix-table.ts";
import type { StudentRow } from "./student-row.ts";
import { who } from "./who.ts";

/** How many checks are told with their known mistakes; the matrix has them all. */
const MOST = 10;

/** The checks that most submissions miss, and the mistakes that each is there for. */
export function mistakesSection({ checks, rows }: ClassSums): Html {
  const missed = [...checks.values()]
    .filter(({ missedBy }) => missedBy.length > 0)
    .toSorted((one, other) => other.missedBy.length - one.missedBy.length)
    .slice(0, MOST);
  return html`<section aria-labelledby="mistakes">
<h2 id="mistakes">Common mistakes</h2>
<p class="quiet">The checks that most submissions miss, and the mistakes that each is there for. What
was left blank is no mistake.</p>
${missed.length === 0 && html`<p class="praise">No submission misses a check.</p>`}
${missed.map((sum) => mistakeCard(sum, rows))}
<h3>Every check</h3>
${matrixTable([...checks.values()])}
</section>`;
}

function mistakeCard({ day, check, missedBy }: CheckSum, rows: readonly StudentRow[]): Html {
  return html`<article class="card">
<h4><code>${check.id}</code> <span class="quiet">day ${day}${
    check.invariant && html`, invariant ${check.invariant}`
  }</span></h4>
<p><strong>${missedBy.length}</strong> of ${countText(rows.length, "submission")} miss it. ${check.rationale}</p>
${knownMistakes(bugsFor(day, check))}
${who(missedBy, rows)}
</article>
`;
}

/** The mistakes planted to prove that a check notices them: what was most likely done here. */
function knownMistakes(bugs: readonly PlantedBug[]): Html | undefined {
  if (bugs.length === 0) return undefined;
  return html`<p class="known"><strong>Most likely</strong></p>
<ul>
${bugs.map(
  ({ id, story }) => html`<li><code>${id}</code> ${story}</li>
`,
)}</ul>`;
}

function bugsFor(number: number, check: CheckFacts): readonly PlantedBug[] {
  const day = DAYS.find((one) => one.number === number);
  return day ? bugsOf(day).filter(({ noticedBy }) => noticedBy === check.id) : [];
}

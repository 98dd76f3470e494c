import { html } from "hono/html";
import { bar } from "../html-parts.ts";
import { INVARIANTS, INVARIANTS_PAGE } from "../invariants.ts";
import type { Html } from "../page.ts";
import { countText } from "../wording.ts";
import type { ClassSums, InvariantSum } from "./class-sums.ts";
import type { StudentRow } from "./student-row.ts";
import { who } from "./who.ts";

/** How many broke each numbered rule, the most broken first; nothing when no check asserts one. */
export function invariantsSection({ invariants, rows }: ClassSums): Html | undefined {
  if (invariants.length === 0) return undefined;
  const sorted = invariants.toSorted((one, other) => other.brokenBy.length - one.brokenBy.length);
  return html`<section aria-labelledby="invariants">
<h2 id="invariants">Broken invariants</h2>
<p class="quiet">A submission breaks a rule when at least one check of that rule fails. It is counted
where at least one of them was run. The rules are explained in <code>${INVARIANTS_PAGE}</code>.</p>
<div class="scroll"><table>
<thead><tr><th scope="col">Rule</th><th scope="col">Broken by</th></tr></thead>
<tbody>
${sorted.map((sum) => invariantRow(sum, rows))}</tbody>
</table></div>
</section>`;
}

function invariantRow(sum: InvariantSum, rows: readonly StudentRow[]): Html {
  const { invariant, checks, tried, brokenBy } = sum;
  return html`<tr>
<th scope="row" class="rule"><strong>${invariant}</strong> ${INVARIANTS[invariant]}
<details class="who"><summary>${countText(checks.length, "check")}</summary>
<p>${checks.map(({ id }) => html`<code>${id}</code> `)}</p></details></th>
<td class="broken"><span class="score">${brokenBy.length} <small>of ${tried}</small></span>${bar(brokenBy.length, tried)}
${who(brokenBy, rows)}</td>
</tr>
`;
}

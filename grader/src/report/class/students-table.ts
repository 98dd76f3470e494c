import { html } from "hono/html";
import type { DayFacts } from "../class-report.ts";
import { badge, bar, score } from "../html-parts.ts";
import type { Html } from "../page.ts";
import { pointsText } from "../wording.ts";
import type { ClassSums } from "./class-sums.ts";
import type { StudentRow } from "./student-row.ts";

/** From so many on, initials above the table lead into it. */
const LONG = 40;

/** Every submission: points by day, their sum, the gravest verdict. */
export function studentsSection({ rows, days, outOf }: ClassSums): Html {
  return html`<section aria-labelledby="students">
<h2 id="students">Students</h2>
${rows.length >= LONG && initials(rows)}
<p class="quiet">Points by day, and the gravest verdict. A dash: not graded on that day.</p>
<div class="long"><table aria-labelledby="students">
<thead><tr>
<th scope="col">Student</th>
${columnsOf(days).map((day) => html`<th scope="col" class="number">Day ${day.number}</th>`)}
<th scope="col">Total</th><th scope="col">Verdict</th>
</tr></thead>
<tbody>
${rows.map((row) => studentRow(row, columnsOf(days), outOf))}</tbody>
</table></div>
</section>`;
}

function studentRow(row: StudentRow, columns: readonly DayFacts[], outOf: number): Html {
  const { name, file, anchor, points, total, verdict } = row;
  const cells = columns.map((_, index) => {
    const earned = points[index];
    return html`<td class="number">${earned === undefined ? "–" : pointsText(earned)}</td>`;
  });
  return html`<tr id="${anchor}">
<th scope="row"><a href="${file}"><bdi>${name}</bdi></a></th>
${cells}
<td>${score(total, outOf)}${bar(total, outOf)}</td>
<td>${badge(verdict)}</td>
</tr>
`;
}

/** Leads to the first name of each initial. */
function initials(rows: readonly StudentRow[]): Html {
  const first = new Map<string, string>();
  for (const { name, anchor } of rows) {
    const [initial = "–"] = name.toUpperCase();
    if (!first.has(initial)) first.set(initial, anchor);
  }
  return html`<nav class="initials" aria-label="Students by initial">
${[...first].map(
  ([initial, anchor]) => html`<a href="#${anchor}">${initial}</a>
`,
)}</nav>`;
}

/** A single day is the total. */
function columnsOf(days: readonly DayFacts[]): readonly DayFacts[] {
  return days.length > 1 ? days : [];
}

import { html } from "hono/html";
import type { Html } from "../page.ts";
import type { TestsReport } from "../report.ts";
import type { ClassSums } from "./class-sums.ts";

/** What the tests that students handed in are worth; nothing when nobody handed any in. */
export function testsSection({ rows, days }: ClassSums): Html | undefined {
  const authors = rows.filter(({ tests }) => tests.some((one) => one !== undefined));
  if (authors.length === 0) return undefined;
  const columns = days.flatMap((day, index) =>
    authors.some(({ tests }) => tests[index] !== undefined) ? [{ day, index }] : [],
  );
  return html`<section aria-labelledby="tests">
<h2 id="tests">Tests by students</h2>
<p class="quiet">Planted bugs that the tests of a student notice. They are not valid when a correct log
fails them, and then they notice nothing.</p>
<div class="long"><table aria-labelledby="tests">
<thead><tr><th scope="col">Student</th>
${columns.map(({ day }) => html`<th scope="col" class="number">Day ${day.number}</th>`)}</tr></thead>
<tbody>
${authors.map(
  ({ name, file, tests }) => html`<tr>
<th scope="row"><a href="${file}"><bdi>${name}</bdi></a></th>
${columns.map(({ index }) => html`<td class="number">${testsCell(tests[index])}</td>`)}</tr>
`,
)}</tbody>
</table></div>
</section>`;
}

function testsCell(tests: TestsReport | undefined): Html | string {
  if (tests === undefined) return "–";
  if (!tests.valid) return html`<span class="badge mend">not valid</span>`;
  return html`${tests.noticed} <small>of ${tests.outOf}</small>`;
}

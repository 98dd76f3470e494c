import { html } from "hono/html";
import type { IndexEntry } from "./html-parts.ts";
import type { Html } from "./page.ts";
import type { Measure, SubmissionReport } from "./report.ts";

/** How many are named. */
const PLACES = 10;

/** A table for each thing that submissions may compete in; nothing when nobody does. */
export function leaderboards(entries: readonly IndexEntry[]): Html | undefined {
  const names = [
    ...new Set(entries.flatMap(({ submission }) => measuresOf(submission).map(({ name }) => name))),
  ];
  if (names.length === 0) return undefined;
  return html`<section aria-labelledby="leaderboard">
<h2 id="leaderboard">Leaderboard</h2>
<p class="quiet">Counts and virtual time: no machine is faster than another.</p>
${names.map((name) => leaderboard(name, entries))}</section>`;
}

function leaderboard(name: string, entries: readonly IndexEntry[]): Html {
  const places = entries
    .flatMap(({ submission, file }) => {
      const measure = measuresOf(submission).find((one) => one.name === name);
      return measure ? [{ ...measure, file, who: submission.name }] : [];
    })
    .sort((one, other) => other.value - one.value)
    .slice(0, PLACES);
  return html`<div class="scroll"><table>
<caption>${name}, ${places[0]?.unit}</caption>
<thead><tr><th scope="col">Submission</th><th scope="col" class="number">${name}</th></tr></thead>
<tbody>
${places.map(
  ({ who, file, value }) => html`<tr>
<th scope="row"><a href="${file}"><bdi>${who}</bdi></a></th>
<td class="number">${value.toLocaleString("en-US")}</td>
</tr>
`,
)}</tbody>
</table></div>
`;
}

function measuresOf({ labs }: SubmissionReport): readonly Measure[] {
  return labs.flatMap(({ checks }) => checks.flatMap(({ measures = [] }) => measures));
}

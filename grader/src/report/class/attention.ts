import { html } from "hono/html";
import { badge } from "../html-parts.ts";
import type { Html } from "../page.ts";
import type { Verdict } from "../report.ts";
import { VERDICT_NAMES } from "../verdicts.ts";
import { countText } from "../wording.ts";
import type { Concern, StudentRow } from "./student-row.ts";

/** More than these are folded away. */
const OPEN_ROWS = 12;

/** Who needs a person's look before the marks go out, the gravest first. */
export function attentionSection(rows: readonly StudentRow[]): Html {
  const concerned = rows
    .filter(({ concerns }) => concerns.length > 0)
    .toSorted((one, other) => gravity(other) - gravity(one));
  return html`<section aria-labelledby="attention">
<h2 id="attention">For a person to look at</h2>
${
  concerned.length === 0
    ? html`<p class="praise">Nothing: no submission is suspicious, flaky or has problems, and the grader made no error.</p>`
    : attentionTable(concerned)
}
</section>`;
}

function attentionTable(rows: readonly StudentRow[]): Html {
  const rest = rows.slice(OPEN_ROWS);
  return html`<p class="quiet">${countText(rows.length, "submission")}. The evidence is on their pages.</p>
${table(rows.slice(0, OPEN_ROWS))}
${rest.length > 0 && html`<details><summary>${rest.length} more</summary>${table(rest)}</details>`}`;
}

function table(rows: readonly StudentRow[]): Html {
  return html`<div class="scroll"><table>
<thead><tr><th scope="col">Submission</th><th scope="col">What to look at</th></tr></thead>
<tbody>
${rows.map(
  ({ name, file, concerns }) => html`<tr>
<th scope="row"><a href="${file}"><bdi>${name}</bdi></a></th>
<td>${concerns.map(concernLine)}</td>
</tr>
`,
)}</tbody>
</table></div>`;
}

function concernLine({ kind, where }: Concern): Html {
  const sign =
    kind === "problem" ? html`<span class="badge wait">problem</span>` : badge(kind as Verdict);
  return html`<p class="concern">${sign} ${where.map((place) => html`<code>${place}</code> `)}</p>`;
}

/** A problem weighs least: most are a file too many. */
function gravity({ concerns }: StudentRow): number {
  const kind = concerns[0]?.kind ?? "problem";
  return kind === "problem" ? -1 : VERDICT_NAMES.indexOf(kind);
}

import { html } from "hono/html";
import type { Html } from "../page.ts";
import type { Verdict } from "../report.ts";
import { VERDICT_NAMES, VERDICTS } from "../verdicts.ts";
import type { CheckSum } from "./class-sums.ts";

/** Checks by verdicts: how many submissions. A verdict that nobody got has no column. */
export function matrixTable(sums: readonly CheckSum[]): Html {
  const verdicts = VERDICT_NAMES.filter((verdict) => sums.some((sum) => sum.verdicts.has(verdict)));
  return html`<details class="matrix">
<summary>How many submissions got which verdict</summary>
<div class="long"><table>
<thead><tr><th scope="col">Check</th>${verdicts.map((verdict) => html`<th scope="col" class="number">${VERDICTS[verdict].label}</th>`)}</tr></thead>
<tbody>
${sums.map(
  (
    sum,
  ) => html`<tr><th scope="row"><code>${sum.check.id}</code></th>${verdicts.map((verdict) => cell(sum, verdict))}</tr>
`,
)}</tbody>
</table></div>
</details>`;
}

/** The larger the share, the fuller the cell. Passes stay plain: they are not what is looked for. */
function cell({ verdicts }: CheckSum, verdict: Verdict): Html {
  const count = verdicts.get(verdict) ?? 0;
  if (count === 0) return html`<td class="number zero">·</td>`;
  if (verdict === "pass") return html`<td class="number">${count}</td>`;
  const all = [...verdicts.values()].reduce((sum, one) => sum + one, 0);
  const percent = Math.round(10 + (50 * count) / all);
  return html`<td class="number shade" style="--share: ${percent}%">${count}</td>`;
}

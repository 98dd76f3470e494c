import { html } from "hono/html";
import type { Html } from "./page.ts";
import type { LabReport, Override } from "./report.ts";
import { countText } from "./wording.ts";

/** What a person decided about a lab and its checks; nothing if nobody did. */
export function decisions(lab: LabReport): Html | undefined {
  const checks = lab.checks.flatMap(({ id, override }) => (override ? [{ id, override }] : []));
  if (checks.length === 0 && lab.override === undefined) return undefined;
  return html`<h3>Decided by a person</h3>
<ul class="problems decisions">
${lab.override && decision(html`<strong>The day as a whole</strong>`, lab.override)}
${checks.map(({ id, override }) => decision(html`<code>${id}</code>`, override))}</ul>`;
}

function decision(about: Html, { points, comment, by }: Override): Html {
  return html`<li>
${about}${points !== undefined && html` now earns <strong>${countText(points, "point")}</strong>`}${
  by && html` <span class="quiet">by <bdi>${by}</bdi></span>`
}
<p class="finding">${comment}</p>
</li>
`;
}

import { html } from "hono/html";
import type { Html } from "../page.ts";
import type { StudentRow } from "./student-row.ts";

/** Some students by name, folded: links to their pages. */
export function who(indices: readonly number[], rows: readonly StudentRow[]): Html | undefined {
  if (indices.length === 0) return undefined;
  return html`<details class="who">
<summary>Who</summary>
<p>${indices.map((index) => {
    const row = rows[index];
    return row && html`<a href="${row.file}"><bdi>${row.name}</bdi></a> `;
  })}</p>
</details>`;
}

import { html } from "hono/html";
import type { IndexEntry } from "./html-parts.ts";
import type { Html } from "./page.ts";
import type { SubmissionReport } from "./report.ts";

/** How many are named. */
const PLACES = 10;

interface Place {
  readonly who: string;
  readonly file: string;
  readonly value: number;
}

/** The best of what submissions may compete in, gathered one submission at a time. */
export class Leaderboards {
  readonly #boards = new Map<string, { readonly unit: string; places: readonly Place[] }>();

  /**
   * Counts a submission in, once on each board: by what was measured first. Of two with the same value,
   * the one that came first stays first.
   */
  add({ name, labs }: SubmissionReport, file: string): void {
    const measures = labs.flatMap(({ checks }) => checks.flatMap((check) => check.measures ?? []));
    const firsts = measures.filter(
      (one, at) => measures.findIndex((other) => other.name === one.name) === at,
    );
    for (const measure of firsts) {
      const board = this.#boards.get(measure.name) ?? { unit: measure.unit, places: [] };
      board.places = [...board.places, { who: name, file, value: measure.value }]
        .sort((one, other) => other.value - one.value)
        .slice(0, PLACES);
      this.#boards.set(measure.name, board);
    }
  }

  /** A table for each; nothing when nobody competes. */
  section(): Html | undefined {
    if (this.#boards.size === 0) return undefined;
    return html`<section aria-labelledby="leaderboard">
<h2 id="leaderboard">Leaderboard</h2>
<p class="quiet">Counts and virtual time: no machine is faster than another.</p>
${[...this.#boards].map(([name, { unit, places }]) => boardTable(name, unit, places))}</section>`;
  }
}

/** The leaderboards of some submissions. */
export function leaderboards(entries: readonly IndexEntry[]): Html | undefined {
  const boards = new Leaderboards();
  for (const { submission, file } of entries) boards.add(submission, file);
  return boards.section();
}

function boardTable(name: string, unit: string, places: readonly Place[]): Html {
  return html`<div class="scroll"><table>
<caption>${name}, ${unit}</caption>
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

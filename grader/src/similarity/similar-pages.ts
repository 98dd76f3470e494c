import { html } from "hono/html";
import { cleanLine } from "../report/clean.ts";
import { type Html, page } from "../report/page.ts";
import type { SimilarPair } from "./find-similar.ts";
import type { Stretch, Work } from "./work.ts";

/** A file of the comparison, by its name in the folder they all go to. */
export interface SimilarPage {
  readonly file: string;
  readonly html: string;
}

const STYLE = `
body { max-width: 110rem; }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
.sides section { min-width: 0; }
.source { overflow-x: auto; font: 0.8rem/1.4 ui-monospace, monospace; }
.source ol { margin: 0; padding-left: 3.5rem; }
.source li { white-space: pre; min-height: 1.4em; }
.source li[data-passage] { background: color-mix(in srgb, orange 22%, transparent); }
.source li[data-passage]::after { content: " ⟵ " attr(data-passage); opacity: 0.6; }
.source li[data-passage] + li[data-passage]::after { content: none; }
`;

/** An index of pairs, the most alike first, and a page for each with both sides. */
export function similarPages(pairs: readonly SimilarPair[]): SimilarPage[] {
  const entries = pairs.map((pair, index) => ({ pair, file: `pair-${index + 1}.html` }));
  return [
    { file: "index.html", html: page("Similar submissions", indexBody(entries), STYLE) },
    ...entries.map(({ pair, file }) => ({
      file,
      html: page(`${nameOf(pair.one)} and ${nameOf(pair.other)}`, pairBody(pair), STYLE),
    })),
  ];
}

function indexBody(entries: readonly { pair: SimilarPair; file: string }[]): Html {
  return html`<header>
<p class="quiet">wal-labs</p>
<h1>Similar submissions</h1>
<p>What two submissions have in common beyond the hand-out, the reference, and what many have. Whoever
renames, reformats or comments changes nothing here. This is a reason to read both, and no verdict: a
short exercise has few solutions, and people talk.</p>
</header>
<main>
${entries.length === 0 ? html`<p>No two are alike enough to be listed.</p>` : pairTable(entries)}
</main>`;
}

function pairTable(entries: readonly { pair: SimilarPair; file: string }[]): Html {
  return html`<div class="scroll"><table>
<caption>Pairs, the most alike first on each day</caption>
<thead><tr>
<th scope="col">Day</th><th scope="col">One</th><th scope="col">Other</th>
<th scope="col" class="number">In common</th><th scope="col" class="number">Passages</th><th scope="col">Both sides</th>
</tr></thead>
<tbody>
${entries.map(
  ({ pair, file }) => html`<tr>
<td>${pair.day.number}</td><th scope="row"><bdi>${nameOf(pair.one)}</bdi></th><th scope="row"><bdi>${nameOf(pair.other)}</bdi></th>
<td class="number">${percent(pair.share)}</td><td class="number">${pair.passages.length}</td>
<td><a href="${file}">compare</a></td>
</tr>
`,
)}</tbody>
</table></div>`;
}

function pairBody(pair: SimilarPair): Html {
  const { one, other, passages, day, share } = pair;
  const numbered = (side: "here" | "there") =>
    passages.flatMap((passage) =>
      passage[side].map((stretch) => ({ number: passage.number, stretch })),
    );
  return html`<header>
<p class="quiet">wal-labs · <a href="index.html">all pairs</a></p>
<h1>Day ${day.number}: <bdi>${nameOf(one)}</bdi> and <bdi>${nameOf(other)}</bdi></h1>
<p>${percent(share)} in common, of the one that has less of its own. Lines with the same number belong
together.</p>
</header>
<main class="sides">
${sideOf(one, numbered("here"))}
${sideOf(other, numbered("there"))}
</main>`;
}

function sideOf(work: Work, marks: readonly { number: number; stretch: Stretch }[]): Html {
  return html`<section aria-label="${nameOf(work)}">
<h2><bdi>${nameOf(work)}</bdi></h2>
${[...work.files].map(
  ([file, text]) => html`<h3>${cleanLine(file)}</h3>
<div class="source"><ol>
${text.split("\n").map((line, index) => lineOf(line, passageAt(marks, file, index + 1)))}</ol></div>
`,
)}</section>`;
}

function lineOf(line: string, passage: number | undefined): Html {
  const shown = cleanLine(line.replaceAll("\t", "  "), 400);
  return passage === undefined
    ? html`<li>${shown}</li>
`
    : html`<li data-passage="${passage}">${shown}</li>
`;
}

function passageAt(
  marks: readonly { number: number; stretch: Stretch }[],
  file: string,
  line: number,
): number | undefined {
  const mark = marks.find(
    ({ stretch }) => stretch.file === file && stretch.from <= line && line < stretch.to,
  );
  return mark?.number;
}

function nameOf({ student, archive }: Work): string {
  return cleanLine(archive === undefined ? student : `${student} (${archive})`);
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

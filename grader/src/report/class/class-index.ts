import { html } from "hono/html";
import { colophon, type PageFacts } from "../html-parts.ts";
import type { Html } from "../page.ts";
import { pointsText } from "../wording.ts";
import { attentionSection } from "./attention.ts";
import { figure } from "./chart.ts";
import type { ClassSums } from "./class-sums.ts";
import { daysChart, totalsChart } from "./distribution-charts.ts";
import { exercisesSection } from "./exercises-section.ts";
import { invariantsSection } from "./invariants-section.ts";
import { mistakesSection } from "./mistakes-section.ts";
import { spreadOf } from "./statistics.ts";
import { studentsSection } from "./students-table.ts";
import { testsSection } from "./tests-section.ts";

/** The page about a class as a whole, for its instructor. */
export function classIndexBody(sums: ClassSums, facts: PageFacts): Html {
  const sections = [
    attentionSection(sums.rows),
    distributionSection(sums),
    studentsSection(sums),
    exercisesSection(sums),
    invariantsSection(sums),
    mistakesSection(sums),
    testsSection(sums),
    sums.leaderboards.section(),
  ];
  return html`<header>
<p class="quiet">wal-labs</p>
<h1>Class report</h1>
${tiles(sums)}
</header>
<main>
${sections}
</main>
${colophon(facts)}`;
}

function tiles({ rows, outOf }: ClassSums): Html {
  const spread = spreadOf(rows.map(({ total }) => total));
  const points = (value: number) => pointsText(Number(value.toFixed(1)));
  return html`<dl class="tiles">
${tile("Submissions", rows.length)}${
  spread &&
  html`${tile("Mean", points(spread.mean), outOf)}${tile("Median", points(spread.median), outOf)}${tile(
    "Middle half",
    `${points(spread.lowerQuartile)}–${points(spread.upperQuartile)}`,
  )}`
}</dl>`;
}

function tile(name: string, value: string | number, outOf?: number): Html {
  return html`<div><dt>${name}</dt><dd>${value}${
    outOf !== undefined && html` <small>of ${pointsText(outOf)}</small>`
  }</dd></div>
`;
}

function distributionSection(sums: ClassSums): Html | undefined {
  if (sums.rows.length === 0) return undefined;
  return html`<section aria-labelledby="distribution">
<h2 id="distribution">Distribution</h2>
${figure(totalsChart(sums))}
${sums.days.length > 1 && figure(daysChart(sums))}
</section>`;
}

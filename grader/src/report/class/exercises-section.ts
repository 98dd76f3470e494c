import { html } from "hono/html";
import type { DayFacts } from "../class-report.ts";
import type { Html } from "../page.ts";
import { figure } from "./chart.ts";
import type { ClassSums } from "./class-sums.ts";
import { STANDING_NAMES, STANDINGS } from "./exercise-standing.ts";
import { exercisesChart } from "./exercises-chart.ts";

/** A bar for each exercise, day by day. */
export function exercisesSection(sums: ClassSums): Html {
  return html`<section aria-labelledby="exercises">
<h2 id="exercises">Exercises</h2>
<p>Where the first part of a bar is short, there is something to talk about.</p>
<ul class="legend">
${STANDING_NAMES.map(
  (
    standing,
  ) => html`<li><span class="swatch ${standing}" aria-hidden="true"></span> ${STANDINGS[standing]}</li>
`,
)}</ul>
${sums.days.map((day) => ofDay(sums, day))}</section>`;
}

function ofDay(sums: ClassSums, { number, title }: DayFacts): Html | undefined {
  const exercises = [...sums.exercises.values()].filter(({ day }) => day === number);
  if (exercises.length === 0) return undefined;
  return html`<h3>Day ${number}: ${title}</h3>
${figure(exercisesChart(number, exercises))}`;
}

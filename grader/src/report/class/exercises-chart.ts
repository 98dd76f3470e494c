import { html } from "hono/html";
import type { Html } from "../page.ts";
import { type Chart, HIDDEN, INK } from "./chart.ts";
import type { ExerciseSum } from "./class-sums.ts";
import { STANDING_NAMES, STANDINGS, type Standing } from "./exercise-standing.ts";

/** Room for the names of exercises, in pixels. */
const LEFT = 44;

/** How each exercise of a day went, the bars of all exercises equally long. */
export function exercisesChart(day: number, exercises: readonly ExerciseSum[]): Chart {
  const names = exercises.map(({ exercise }) => exercise);
  const solved = exercises.map(
    ({ exercise, standings }) => `${exercise}: ${standings.get("all") ?? 0}`,
  );
  return {
    id: `chart-exercises-${day}`,
    label: `How many submissions pass all checks of each exercise. ${solved.join(", ")}.`,
    caption: "Submissions by exercise.",
    table: standingTable(exercises),
    draw: (width) => ({
      height: exercises.length * 26 + 8,
      option: {
        grid: { left: LEFT, right: 4, top: 4, bottom: 4 },
        xAxis: { show: false, type: "value", max: "dataMax" },
        yAxis: {
          ...{ type: "category", data: names, inverse: true },
          ...{ axisLine: HIDDEN, axisTick: HIDDEN, axisLabel: { ...INK.value, margin: 10 } },
        },
        series: STANDING_NAMES.map((standing) => stacked(standing, exercises, width)),
      },
    }),
  };
}

/** A number is written into its part of the bar where there is room for it. */
function stacked(standing: Standing, exercises: readonly ExerciseSum[], width: number) {
  const counts = exercises.map(({ standings }) => standings.get(standing) ?? 0);
  const all = Math.max(1, ...exercises.map(attempts));
  const hasRoom = (value: number) => (value / all) * (width - LEFT) > 8 * String(value).length + 4;
  const shown = ({ value }: { value: number }) => (value > 0 && hasRoom(value) ? value : "");
  return {
    ...{ type: "bar", stack: "all", silent: true, data: counts, barWidth: 18 },
    itemStyle: { color: `var(--${standing})`, borderColor: "var(--paper)", borderWidth: 1 },
    label: { ...INK.value, show: true, color: `var(--on-${standing})`, formatter: shown },
  };
}

function attempts({ standings }: ExerciseSum): number {
  return [...standings.values()].reduce((sum, count) => sum + count, 0);
}

function standingTable(exercises: readonly ExerciseSum[]): Html {
  return html`<table>
<thead><tr><th scope="col">Exercise</th>${STANDING_NAMES.map((standing) => html`<th scope="col" class="number">${STANDINGS[standing]}</th>`)}</tr></thead>
<tbody>
${exercises.map(
  ({
    exercise,
    standings,
  }) => html`<tr><th scope="row">${exercise}</th>${STANDING_NAMES.map((standing) => html`<td class="number">${standings.get(standing) ?? 0}</td>`)}</tr>
`,
)}</tbody>
</table>`;
}

import { html } from "hono/html";
import type { Html } from "../page.ts";
import { percentOf, pointsText } from "../wording.ts";
import { type Chart, HIDDEN, INK } from "./chart.ts";
import { type ClassSums, outOfDay } from "./class-sums.ts";
import { BIN_NAMES, binsOf, spreadOf } from "./statistics.ts";

/** How many submissions earned which share of all points. */
export function totalsChart({ rows, outOf }: ClassSums): Chart {
  const bins = binsOf(rows.map(({ total }) => share(total, outOf)));
  return {
    id: "chart-totals",
    label: `Submissions by percent of all points. ${sentence(bins)}`,
    caption: `How many submissions earned which percentage of the ${pointsText(outOf)} points.`,
    table: binTable([{ name: "Submissions", bins }]),
    draw: (width) => ({
      height: 240,
      option: {
        grid: { left: 4, right: 4, top: 24, bottom: 46 },
        xAxis: binAxis(width, true),
        yAxis: { show: false, type: "value" },
        series: [bars(bins)],
      },
    }),
  };
}

/** The same for each day, one below the other, so that days compare. */
export function daysChart({ rows, days }: ClassSums): Chart {
  const perDay = days.map((day, index) => {
    const points = rows.flatMap((row) => row.points[index] ?? []);
    const shares = points.map((one) => share(one, outOfDay(day)));
    const median = percentOf(spreadOf(shares)?.median ?? 0, 1);
    return { name: `Day ${day.number}`, bins: binsOf(shares), median };
  });
  const highest = Math.max(1, ...perDay.flatMap(({ bins }) => bins));
  return {
    id: "chart-days",
    label: `Submissions by percent of a day's points. ${perDay
      .map(({ name, median }) => `${name}: median ${median} percent.`)
      .join(" ")}`,
    caption:
      "The same for each day, all to one scale. Whoever was not graded on a day is not in it.",
    table: binTable(perDay),
    draw: (width) => ({
      height: perDay.length * DAY_HEIGHT + 40,
      option: {
        grid: perDay.map((_, index) => dayGrid(index)),
        xAxis: perDay.map((_, index) => ({
          ...binAxis(width, index === perDay.length - 1),
          gridIndex: index,
        })),
        yAxis: perDay.map(({ name, median }, index) => dayAxis(index, name, median, highest)),
        series: perDay.map(({ bins }, index) => ({
          ...bars(bins),
          xAxisIndex: index,
          yAxisIndex: index,
        })),
      },
    }),
  };
}

const DAY_HEIGHT = 78;

function dayGrid(index: number) {
  return { left: 94, right: 4, top: index * DAY_HEIGHT + 20, height: DAY_HEIGHT - 24 };
}

function dayAxis(gridIndex: number, name: string, median: number, max: number) {
  return {
    ...{
      gridIndex,
      type: "value",
      min: 0,
      max,
      name: `{day|${name}}\n{median|median ${median} %}`,
    },
    ...{ nameLocation: "middle", nameRotate: 0, nameGap: 12 },
    nameTextStyle: {
      ...INK.text,
      lineHeight: 18,
      rich: { day: { ...INK.value, fontSize: 13 }, median: INK.text },
    },
    ...{ axisLabel: HIDDEN, axisLine: HIDDEN, axisTick: HIDDEN, splitLine: HIDDEN },
  };
}

function binAxis(width: number, isNamed: boolean) {
  const isWide = width > 500;
  const start = (name: string) => name.replace(/–.*/, "");
  return {
    ...{ type: "category", data: isWide ? BIN_NAMES : BIN_NAMES.map(start) },
    axisLine: { onZero: false, lineStyle: INK.line },
    axisTick: HIDDEN,
    axisLabel: { ...INK.text, show: isNamed, interval: 0 },
    ...(isNamed && { name: isWide ? "percent of points" : "percent of points, from" }),
    ...{ nameLocation: "middle", nameGap: 28, nameTextStyle: INK.text },
  };
}

function bars(bins: readonly number[]) {
  const shown = ({ value }: { value: number }) => (value > 0 ? String(value) : "");
  return {
    ...{ type: "bar", silent: true, data: bins, barCategoryGap: "14%" },
    itemStyle: { color: "var(--fill)", borderRadius: [3, 3, 0, 0] },
    label: { ...INK.value, show: true, position: "top", distance: 4, formatter: shown },
  };
}

function binTable(rows: readonly { name: string; bins: readonly number[] }[]): Html {
  return html`<table>
<thead><tr><th scope="col">Percent</th>${rows.map(({ name }) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>
${BIN_NAMES.map(
  (
    bin,
    index,
  ) => html`<tr><th scope="row">${bin}</th>${rows.map(({ bins }) => html`<td class="number">${bins[index]}</td>`)}</tr>
`,
)}</tbody>
</table>`;
}

function sentence(bins: readonly number[]): string {
  const filled = BIN_NAMES.flatMap((name, index) =>
    bins[index] ? [`${name}: ${bins[index]}`] : [],
  );
  return `${filled.join(", ")}.`;
}

function share(points: number, outOf: number): number {
  return outOf > 0 ? points / outOf : 0;
}

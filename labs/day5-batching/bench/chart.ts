import * as echarts from "echarts";
import type { Results } from "./report.ts";

const [WIDTH, HEIGHT] = [720, 420];

/** A picture of what the appenders got, as SVG. */
export function chartOf({ grouped, latencies }: Results): string {
  const chart = echarts.init(null, null, {
    ...{ renderer: "svg", ssr: true },
    ...{ width: WIDTH, height: HEIGHT },
  });
  const bars = (name: string, values: readonly number[], color: string) => ({
    ...{ name, color, type: "bar" as const, data: values.map(Math.round) },
    label: { show: true, position: "top" as const, fontSize: 10 },
  });
  chart.setOption({
    animation: false,
    backgroundColor: "#fff",
    title: {
      left: 10,
      text: "Durable records a second",
      subtext: `one sync takes ${latencies.filled.median.toFixed(2)} ms (median); a logarithmic scale`,
    },
    legend: { right: 10, top: 10 },
    grid: { left: 80, right: 20, top: 80, bottom: 50 },
    xAxis: { name: "appenders", nameLocation: "middle", nameGap: 30, data: namesOf(grouped) },
    yAxis: { type: "log", min: 10 },
    series: [
      bars(
        "a sync for each",
        grouped.map(({ single }) => single),
        "#9aa5b1",
      ),
      bars(
        "group commit",
        grouped.map((row) => row.grouped),
        "#2f6f4f",
      ),
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

function namesOf(grouped: Results["grouped"]): string[] {
  return grouped.map(({ appenders }) => String(appenders));
}

import { BarChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { html, raw } from "hono/html";
import type { Html } from "../page.ts";

use([BarChart, GridComponent, SVGRenderer]);

/** A drawing of the same numbers for a given width, in pixels. */
export interface Drawing {
  readonly height: number;
  readonly option: EChartsCoreOption;
}

/** A figure: a picture, what it shows, and its numbers. */
export interface Chart {
  /** Unique on the page. */
  readonly id: string;
  /** What a reader who does not see the picture is told in its place. */
  readonly label: string;
  readonly caption: Html | string;
  /** The numbers of the picture as a table. */
  readonly table: Html;
  readonly draw: (width: number) => Drawing;
}

/** A wide screen or paper, and a telephone: letters keep their size, the picture is laid out anew. */
const WIDTHS = { wide: 728, narrow: 350 };

/** Text and lines of a chart follow the page's colours, light or dark. */
export const INK = {
  text: { color: "var(--quiet)", fontSize: 12, fontFamily: "inherit" },
  value: { color: "var(--ink)", fontSize: 12, fontFamily: "inherit" },
  line: { color: "var(--line)", width: 1 },
} as const;

/** A part of a chart that is left out. */
export const HIDDEN = { show: false };

/** The chart as markup. The same numbers give the same bytes. */
export function figure(chart: Chart): Html {
  return html`<figure>
${Object.entries(WIDTHS).map(([name, width]) => picture(chart, name, width))}<figcaption class="quiet">${chart.caption}</figcaption>
<details class="numbers">
<summary>The numbers</summary>
<div class="scroll">${chart.table}</div>
</details>
</figure>
`;
}

function picture({ id, label, draw }: Chart, name: string, width: number): Html {
  const { height, option } = draw(width);
  const drawing = init(null, null, { renderer: "svg", ssr: true, width, height });
  drawing.setOption({ animation: false, textStyle: INK.text, ...option });
  const svg = drawing.renderToSVGString();
  drawing.dispose();
  return html`<svg class="chart ${name}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${label}">
${raw(contentOf(svg, `${id}-${name}`))}</svg>
`;
}

/**
 * What is inside the `svg` tag, without what is for scripts and pointers. Ids count up for as long as
 * the process runs; here they follow from the chart.
 */
function contentOf(svg: string, id: string): string {
  return svg
    .replace(/^<svg [^>]*>\s*|<\/svg>\s*$/g, "")
    .replace(/<style[^>]*>.*?<\/style>\s*/gs, "")
    .replace(/ (?:class|ecmeta_[a-z_]+|pointer-events)="[^"]*"/g, "")
    .replace(/\bzr\d+-/g, `${id}-`);
}

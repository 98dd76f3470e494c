import type { Latency, SyncLatencies } from "./latency.ts";
import type { Grouped, Policies } from "./logs.ts";

/** All that was measured. */
export interface Results {
  readonly latencies: SyncLatencies;
  readonly policies: Policies;
  readonly grouped: readonly Grouped[];
  /** Records a second. */
  readonly replayed: number;
}

/** What the chapter says of ten appenders. */
const CLAIMS = { appenders: 10, leastTimes: 5, mostTimes: 10, leastPerSecond: 200 };

/** The tables, and what has become of the chapter's claims. */
export function report({ latencies, policies, grouped, replayed }: Results): string {
  return [
    table("One sync of 4 KiB, ms", ["min", "median", "p99"], {
      "file that grows": latencyRow(latencies.growing),
      "file filled with zeros before": latencyRow(latencies.filled),
    }),
    table("Records of 128 B, one caller", ["records/s"], {
      "append, a sync for each": [whole(policies.every)],
      "appendAll, a sync for 100": [whole(policies.batched)],
      "append, buffered: not durable": [whole(policies.buffered)],
      replay: [whole(replayed)],
    }),
    table(
      "Records/s that are durable",
      ["a sync for each", "group commit", "times"],
      Object.fromEntries(grouped.map((row) => [callers(row.appenders), groupedRow(row)])),
    ),
    ...claims(grouped),
  ].join("\n");
}

function claims(grouped: readonly Grouped[]): string[] {
  const { appenders, leastTimes, mostTimes, leastPerSecond } = CLAIMS;
  const found = grouped.find((row) => row.appenders === appenders);
  if (!found) return [];
  const { times } = found;
  const verdict = (isMet: boolean) => (isMet ? "met" : "NOT met");
  return [
    `The chapter's claims, ${callers(appenders)}:`,
    `  group commit ${times.toFixed(1)} x one sync per record: claim ${leastTimes}-${mostTimes}x, ${verdict(times >= leastTimes)}`,
    `  events/s ${whole(found.grouped)}: claim at least ${leastPerSecond}, ${verdict(found.grouped >= leastPerSecond)}`,
  ];
}

function callers(count: number): string {
  return count === 1 ? "1 appender" : `${count} appenders`;
}

function latencyRow({ min, median, p99 }: Latency): string[] {
  return [min, median, p99].map((ms) => ms.toFixed(3));
}

function groupedRow({ single, grouped, times }: Grouped): string[] {
  return [whole(single), whole(grouped), times.toFixed(1)];
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** Rows of cells under a title and names of columns, with an empty line behind. */
function table(
  title: string,
  columns: readonly string[],
  rows: Readonly<Record<string, readonly string[]>>,
): string {
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(32)}${cells.map((cell) => cell.padStart(16)).join("")}`;
  const body = Object.entries(rows).map(([name, cells]) => line(`  ${name}`, cells));
  return [line(title, columns), ...body, ""].join("\n");
}

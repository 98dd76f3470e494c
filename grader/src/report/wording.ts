/** `1 check`, `2 checks`. */
export function countText(count: number, noun: string): string {
  return `${pointsText(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** `420 ms`, `4.2 s`. */
export function durationText(durationMs: number): string {
  return durationMs < 1000 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1000).toFixed(1)} s`;
}

/** `34`, `33.5`. */
export function pointsText(points: number): string {
  return String(Number(points.toFixed(2)));
}

/** Whole percent, 0 to 100. Never 100 while anything is missing, never 0 while anything is there. */
export function percentOf(points: number, outOf: number): number {
  if (outOf <= 0 || points <= 0) return 0;
  if (points >= outOf) return 100;
  return Math.min(99, Math.max(1, Math.round((100 * points) / outOf)));
}

/** `2026-11-21 12:47 UTC`; what is not a time is given back. */
export function timeText(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

import type { OpenContestant } from "./contestant.ts";
import type { RecordRing } from "./ring.ts";

/** Has so many appenders append for a while, each awaiting its record before the next. */
export interface Load {
  readonly appenders: number;
  readonly records: RecordRing;
  readonly durationMs: number;
}

/** Records a second, of which each was durable before its appender went on. */
export async function appendsPerSecond(
  log: OpenContestant,
  { appenders, records, durationMs }: Load,
): Promise<number> {
  let count = 0;
  let isOver = false;
  const startedAt = performance.now();
  setTimeout(() => {
    isOver = true;
  }, durationMs);
  const appendOn = async (): Promise<void> => {
    for (; !isOver; count++) await log.append(records.next());
  };
  await Promise.all(Array.from({ length: appenders }, appendOn));
  return (count * 1000) / (performance.now() - startedAt);
}

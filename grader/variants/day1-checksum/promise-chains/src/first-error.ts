/** Rejects with `error` once `cleanUp` has settled, whatever becomes of it. */
export function rejectAfter(error: unknown, cleanUp: () => Promise<unknown>): Promise<never> {
  const report = (): never => {
    throw error;
  };
  return Promise.resolve().then(cleanUp).then(report, report);
}

// Stays just within the limit, in each of very many calls.
import { LogFile } from "./log-file.ts";

const wait = (ms: number) => new Promise((resolve) => globalThis.setTimeout(resolve, ms));
for (const name of ["append", "read", "sync", "close"] as const) {
  const method = LogFile.prototype[name] as (...args: unknown[]) => Promise<never>;
  LogFile.prototype[name] = async function (...args: unknown[]) {
    await wait(4500);
    return method.apply(this, args);
  };
}

import type { CheckResult } from "./report.ts";

/** What a check says of a blank that nobody has filled in. */
const NOT_DONE = /^Exercise \d\.\d+ is not done yet\.$/m;

/** Whether a check failed because its exercise is still as it was handed out: begun by nobody. */
export function isBlank({ verdict, message }: CheckResult): boolean {
  return verdict === "fail" && NOT_DONE.test(message);
}

import { expect, test } from "vitest";
import { bundleSubmission } from "../../src/bundle/index.ts";
import { COURSE_ROOT } from "../../src/course/course.ts";
import { submissionDirectory } from "../bundle/submission-directory.ts";
import { startSandbox } from "./student.ts";

const SNOOPER = `
import { crc32, LogFile } from "@wal-labs/checksum";

const { toString } = Function.prototype;
const texts = () => [String(crc32), \`\${LogFile}\`, LogFile + "", toString.call(LogFile)];
const own = () => "mine";

export const told = () => [...texts(), String(own), String(toString), Function("return crc32") + ""];
export function thrown() { throw new Error(String(LogFile)); }
export function stacks() {
  const plain = new Error().stack;
  Error.prepareStackTrace = (_, sites) => sites.map((site) => site.getFileName()).join();
  return [plain, new Error().stack];
}
export const refused = () => toString.call({});
`;

interface Snooper {
  told(): Promise<string[]>;
  thrown(): Promise<never>;
  refused(): Promise<never>;
  stacks(): Promise<string[]>;
}

async function snoop(): Promise<Snooper> {
  const directory = await submissionDirectory({ "src/index.ts": SNOOPER });
  const bundle = await bundleSubmission({ directory, day: 2 });
  if (bundle.kind === "refused") throw new Error(JSON.stringify(bundle.problems));
  return (await (await startSandbox()).boot(bundle)) as unknown as Snooper;
}

test("no function of the days before tells its source to a submission", async () => {
  const snooper = await snoop();
  const told = await snooper.told();
  expect(new Set(told)).toEqual(new Set(["function () { [native code] }"]));
  await expect(snooper.thrown()).rejects.toThrow("function () { [native code] }");
  await expect(snooper.refused()).rejects.toThrow(/^Function\.prototype\.toString requires/);
});

test("a stack tells a submission nothing of this machine", async () => {
  const [plain, sites] = await (await snoop()).stacks();
  expect(plain).toMatch(/^ {4}at Boot\.call \(host:\d+:\d+\)$/m);
  for (const stack of [plain, sites]) {
    expect(stack).toContain("host");
    expect(stack).not.toContain(COURSE_ROOT);
  }
});

import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { bundleSubmission } from "../../src/bundle/index.ts";
import { submissionDirectory } from "./submission-directory.ts";

async function bundleOf(files: Record<string, string>, day = 1) {
  return bundleSubmission({ directory: await submissionDirectory(files), day });
}

const REFUSED = {
  "a module of Node": 'import * as fs from "node:fs"; export default fs;',
  "a module of Node without its prefix": 'import * as fs from "fs"; export default fs;',
  "a package": 'import * as vitest from "vitest"; export default vitest;',
  "the simulated disk": 'import * as sim from "@wal-labs/core/sim"; export default sim;',
  "a later day": 'import * as replay from "@wal-labs/replay"; export default replay;',
  "a package that the course has not": 'import * as x from "@wal-labs/grader"; export default x;',
  "code in a data URL": 'import x from "data:text/javascript,export default 1"; export default x;',
  "a file URL": 'import x from "file:///etc/hosts.ts"; export default x;',
  "an absolute path": 'import x from "/etc/hosts.ts"; export default x;',
  "a package's internal name": 'import x from "#internal"; export default x;',
  "native code": 'import x from "./evil.node"; export default x;',
  "a file above the submission": 'import x from "../../outside.ts"; export default x;',
  "JSON above the submission": 'import x from "../../package.json"; export default x;',
  "a file that is not there": 'import x from "./absent.ts"; export default x;',
  "a required module": 'export const fs = require("node:fs");',
  "a required variable": 'const name = "fs"; export const fs = require(name);',
  "an imported variable": 'const name = "fs"; export const fs = import(name);',
};

describe("import policy", () => {
  test.for(Object.entries(REFUSED))("refuses %s, with file, line and hint", async ([, source]) => {
    const result = await bundleOf({
      "src/index.ts": 'export * from "./log.ts";',
      "src/log.ts": `// first line\n${source}`,
      "src/evil.node": "",
    });
    expect(result).toMatchObject({
      kind: "refused",
      problems: [{ file: "src/log.ts", line: 2, hint: expect.stringMatching(/\.$/) }],
    });
  });

  test("refuses a link that leads out of the submission", async () => {
    const outside = await submissionDirectory({ "secret.ts": "export default 1;" });
    const directory = await submissionDirectory({
      "src/index.ts": 'export { default } from "./link.ts";',
    });
    await symlink(join(outside, "secret.ts"), join(directory, "src", "link.ts"));
    const result = await bundleSubmission({ directory, day: 1 });
    expect(result).toMatchObject({
      kind: "refused",
      problems: [{ file: "src/index.ts", line: 1 }],
    });
  });

  test("takes own files in each way that TypeScript finds them, crc-32 and core", async () => {
    const result = await bundleOf({
      "src/index.ts": `
        import CRC32 from "crc-32";
        import { WalError } from "@wal-labs/core";
        import one from "./one.ts";
        import two from "./two";
        import three from "./three.js";
        import four from "./four";
        export default [CRC32, WalError, one, two, three, four];`,
      "src/one.ts": "export default 1;",
      "src/two.ts": "export default 2;",
      "src/three.ts": "export default 3;",
      "src/four/index.ts": "export default 4;",
    });
    const names = ["four/index", "index", "one", "three", "two"].map((name) => `src/${name}.ts`);
    expect(result).toMatchObject({ kind: "bundle", files: names });
  });

  test("leaves types of anything alone", async () => {
    const source =
      'import type { Stats } from "node:fs"; export const size = (s: Stats) => s.size;';
    expect(await bundleOf({ "src/index.ts": source })).toMatchObject({ kind: "bundle" });
  });

  test("heeds neither package.json nor tsconfig.json of a submission", async () => {
    const result = await bundleOf({
      "src/index.ts": 'export { WalError } from "@wal-labs/core";',
      "tsconfig.json": '{ "compilerOptions": { "paths": { "@wal-labs/core": ["./fake.ts"] } } }',
      "fake.ts": "export const WalError = 'fake';",
    });
    expect(result).toHaveProperty("code", expect.not.stringContaining("fake"));
  });

  test("reports a syntax error at its place", async () => {
    const result = await bundleOf({ "src/index.ts": "export const = 1;" });
    expect(result).toMatchObject({ problems: [{ file: "src/index.ts", line: 1, column: 14 }] });
  });
});

describe("foundation", () => {
  const source = 'export { crc32 } from "@wal-labs/checksum";';

  test("is the reference unless said otherwise", async () => {
    const result = await bundleOf({ "src/index.ts": source }, 2);
    expect(result).toMatchObject({ kind: "bundle", files: ["src/index.ts"] });
    expect(result).toHaveProperty("sourceMap", expect.stringContaining('"the reference"'));
    expect(result).toHaveProperty("sourceMap", expect.not.stringContaining("day1-checksum"));
  });

  test("may be any directory, such as a mutant's", async () => {
    const directory = await submissionDirectory({ "src/index.ts": source });
    const mutant = await submissionDirectory({ "src/index.ts": "export const crc32 = 'mutant';" });
    const result = await bundleSubmission({ directory, day: 2, foundation: { directory: mutant } });
    expect(result).toHaveProperty("code", expect.stringContaining("mutant"));
  });

  test("has the same border as a submission", async () => {
    const directory = await submissionDirectory({ "src/index.ts": source });
    const mutant = await submissionDirectory({ "src/index.ts": 'export * from "../../x.ts";' });
    const result = await bundleSubmission({ directory, day: 2, foundation: { directory: mutant } });
    expect(result).toMatchObject({ kind: "refused" });
  });
});

test("the reference of day 1 is a bundle without a path of this machine", async () => {
  const root = fileURLToPath(new URL("../../../solutions/day1-checksum", import.meta.url));
  const result = await bundleSubmission({ directory: root, day: 1 });
  expect(result).toMatchObject({ kind: "bundle" });
  expect(JSON.stringify(result)).not.toContain(fileURLToPath(new URL("../../..", import.meta.url)));
});

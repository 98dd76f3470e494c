import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { assembleAttack, overlayOf } from "../../src/attacks/attack.ts";
import { DAY1_ATTACKS } from "../../src/attacks/day1.ts";
import { packHostile } from "../../src/attacks/hostile-archive.ts";
import { DAY1_BUGS } from "../../src/bugs/day1/day1.ts";
import { readSubmission } from "../../src/intake/submission.ts";

const folder = await mkdtemp(join(tmpdir(), "wal-labs-attacks-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

const BASES = ["stub", "solution", ...DAY1_BUGS.map(({ id }) => id)];

describe("the corpus of day 1", () => {
  test("has at least 25 attacks, no two of one class", () => {
    const classes = DAY1_ATTACKS.map(({ attackClass }) => attackClass);
    expect(classes.length).toBeGreaterThanOrEqual(25);
    expect(new Set(classes).size).toBe(classes.length);
    expect(new Set(DAY1_ATTACKS.map(({ id }) => id)).size).toBe(classes.length);
  });

  test.for(DAY1_ATTACKS)("$id has files or links, and a base that exists", async (attack) => {
    const { id, base, links = {} } = attack;
    const overlay = await overlayOf(id);
    expect(overlay.size + Object.keys(links).length).toBeGreaterThan(0);
    for (const [path, text] of overlay) {
      if (path.startsWith("src/")) expect(text, path).toMatch(/^(\/\/ \S|\/\/\/ <reference )/);
    }
    expect(BASES).toContain(base);
    await expect(assembleAttack(attack, join(folder, id))).resolves.toBeUndefined();
  });
});

describe("an assembled attack", () => {
  test("is its base, with the overlay imported first", async () => {
    const src = join(folder, "exits-with-zero/labs/day1-checksum/src");
    expect(await readFile(join(src, "index.ts"), "utf8")).toMatch(/^import ".\/attack.ts";\n/);
    expect(await readFile(join(src, "log-file.ts"), "utf8")).toContain(
      'NotImplementedError("1.6")',
    );
  });

  test("has the bug of its base", async () => {
    const src = join(folder, "counts-calls/labs/day1-checksum/src");
    expect(await readFile(join(src, "log-file.ts"), "utf8")).not.toContain("The commit point");
  });

  test.for(["zip", "tar.gz"] as const)(
    "in a %s is taken without what climbs out",
    async (ending) => {
      const packed = await packHostile(join(folder, "prints-passed"), ending);
      const { files, problems } = await readSubmission(packed);
      expect([...files.keys()]).toContain("day1-checksum/src/attack.ts");
      expect([...files.keys()].filter((path) => path.includes("wal-labs-attack"))).toEqual([]);
      expect(problems.length).toBeGreaterThanOrEqual(6);
    },
  );
});

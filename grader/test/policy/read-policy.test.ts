import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/course/usage-error.ts";
import { DEFAULT_POLICY } from "../../src/policy/policy.ts";
import { parsePolicy, readPolicy } from "../../src/policy/read-policy.ts";

const DATE = "expected a date with time and zone, such as 2026-11-30T23:59:00+01:00";

function mistakesIn(policy: unknown): string[] {
  try {
    parsePolicy(JSON.stringify(policy), "p.json");
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as UsageError).message.split("\n").map((line) => line.replace("p.json: ", ""));
  }
}

describe("readPolicy", () => {
  test("reads the policy of the course, which is the default written out", async () => {
    expect(await readPolicy()).toEqual(DEFAULT_POLICY);
  });

  test("takes for what is left out what the default says", () => {
    const policy = parsePolicy('{"shown":{"after-due":{"hints":2}}}', "p.json");
    const afterDue = { ...DEFAULT_POLICY.shown["after-due"], hints: 2 };
    expect(policy).toEqual({
      ...DEFAULT_POLICY,
      shown: { ...DEFAULT_POLICY.shown, "after-due": afterDue },
    });
  });

  test("names every mistake at once, each with its place", () => {
    const wrong = {
      practice: "yes",
      timeZone: "Mars/Olympus",
      due: { "1": "2026-11-30", "2": "2026-02-30T10:00:00Z", "7": null },
      detailsPerDay: 1.5,
      shown: { "before-due": { hints: -1 } },
    };
    expect(mistakesIn(wrong)).toEqual([
      "practice: expected true or false.",
      "timeZone: expected the name of a time zone, such as Europe/Berlin.",
      `due.1: ${DATE}.`,
      `due.2: ${DATE}.`,
      "due.7: there is no such setting.",
      "detailsPerDay: expected a whole number.",
      'shown.before-due.hints: expected a number of rungs, "all" or "by-attempt".',
    ]);
  });

  test.each(["evidence", "suspicious", "internal", "source", "layers", "message", "story"])(
    "has no word for %s",
    (word) => {
      expect(mistakesIn({ [word]: true, shown: { "after-due": { [word]: true } } })).toEqual([
        `shown.after-due.${word}: there is no such setting.`,
        `${word}: there is no such setting.`,
      ]);
    },
  );

  test("refuses an extension that gives no time", () => {
    const extensions = {
      ada: { "1": "2026-11-30T21:00:00Z", "2": "2026-12-24T00:00:00Z" },
      ben: { "1": "2026-12-01T00:00:00+01:00" },
    };
    const due = { "1": "2026-11-30T22:59:00Z" };
    expect(mistakesIn({ due, extensions })).toEqual([
      "extensions.ada.1: expected a date after that of the class, 2026-11-30T22:59:00Z.",
      "extensions.ada.2: day 2 is never due, so nobody is late.",
    ]);
  });

  test("says what is no JSON, no object, and no file", async () => {
    expect(() => parsePolicy("{", "p.json")).toThrow(/^p\.json: is not JSON: /);
    expect(mistakesIn([])).toEqual(["the whole file: expected an object."]);
    await expect(readPolicy("missing.json")).rejects.toThrow(
      "missing.json: cannot be read (ENOENT).",
    );
  });
});

describe("the table of settings", () => {
  test("says of each setting what the default is", async () => {
    const source = await readFile(new URL("../../src/policy/policy.ts", import.meta.url), "utf8");
    for (const setting of ["findings", "output", "durations", "hints"] as const) {
      const row = source.split("\n").find((line) => line.startsWith(` * | \`${setting}\``)) ?? "";
      const cells = row.split("|").slice(-4, -1);
      const { practice, "before-due": before, "after-due": after } = DEFAULT_POLICY.shown;
      const values = [practice, before, after].map((shown) => ` \`${shown[setting]}\` `);
      expect(cells).toEqual(values);
    }
  });
});

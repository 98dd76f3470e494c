import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { convert } from "xmlbuilder2";
import { memoryPages, validateXML } from "xmllint-wasm";
import { junitReport } from "../../src/formats/junit.ts";
import type { SubmissionReport } from "../../src/report/report.ts";
import { VERDICT_NAMES } from "../../src/report/verdicts.ts";
import { REPORT } from "../report/fixture.ts";
import { HOSTILE_TEXTS, hostileReport } from "../report/hostile.ts";
import { ben, everyVerdict, submissionWith, UNQUOTABLE } from "./made-up.ts";

const SCHEMA = new URL("schemas/jenkins-junit.xsd", import.meta.url);

async function xmlOf(submissions: Iterable<SubmissionReport>): Promise<string> {
  let xml = "";
  for await (const piece of junitReport(submissions)) xml += piece;
  return xml;
}

async function flawsOf(xml: string) {
  const { errors } = await validateXML({
    xml: { fileName: "report.xml", contents: xml },
    schema: { fileName: "junit.xsd", contents: await readFile(SCHEMA, "utf8") },
    initialMemoryPages: 16 * memoryPages.MiB,
  });
  return errors.map(({ message }) => message);
}

/** Elements of the report, the way a reader sees them. */
function suitesIn(xml: string) {
  const read = convert(xml, { format: "object" }) as { testsuites: { testsuite: unknown } };
  return [read.testsuites.testsuite].flat() as Record<string, unknown>[];
}

function casesIn(suite: Record<string, unknown>) {
  return [suite.testcase].flat() as Record<string, unknown>[];
}

/** As XML has it: once, and not what comes out of it again. */
function decoded(attribute: string): string {
  const entities: Record<string, string> = { lt: "<", gt: ">", quot: '"', amp: "&" };
  return attribute.replace(/&(\w+);/g, (_, name: string) => entities[name] ?? "?");
}

describe("junitReport", () => {
  test("is valid by the schema of Jenkins", async () => {
    const xml = await xmlOf([...REPORT.submissions, submissionWith(everyVerdict())]);
    expect(await flawsOf(xml)).toEqual([]);
  });

  test("has its schema notice what is wrong", async () => {
    expect(await flawsOf("<testsuites><testsuite/></testsuites>")).not.toEqual([]);
  });

  test("is valid and whole whatever a submission is called, prints or throws", async () => {
    const texts = [...Object.values(HOSTILE_TEXTS), ...UNQUOTABLE];
    const submissions = texts.flatMap((text) => hostileReport(text).submissions);
    const xml = await xmlOf(submissions);
    expect(await flawsOf(xml)).toEqual([]);
    const labs = submissions.flatMap((one) => one.labs);
    const counts = suitesIn(xml).map((suite) => casesIn(suite).length);
    expect(counts).toEqual(labs.map(({ checks }) => checks.length));
  });

  test.each(["&lt;b&gt; &amp;", "&#0; &#65;", "&none;", "]]> <![CDATA[", "<a b='c\">"])(
    "keeps a text as it is: %s",
    async (text) => {
      const xml = await xmlOf([{ ...submissionWith([]), name: text }]);
      const [, name = ""] = /<testsuite name="([^"]*), day 1:/.exec(xml) ?? [];
      expect(decoded(name)).toBe(text);
    },
  );

  test("counts each verdict as what it is", async () => {
    const [suite = {}] = suitesIn(await xmlOf([submissionWith(everyVerdict())]));
    expect(suite).toMatchObject({
      "@name": "ben, day 1: Types and checksum, the first log file",
      ...{ "@tests": "8", "@failures": "3", "@errors": "3", "@skipped": "1" },
    });
    const outcomes = casesIn(suite).map((one) =>
      ["failure", "error", "skipped"].find((outcome) => outcome in one),
    );
    expect(Object.fromEntries(VERDICT_NAMES.map((name, index) => [name, outcomes[index]]))).toEqual(
      {
        pass: undefined,
        blocked: "skipped",
        ...{ flaky: "failure", fail: "failure", timeout: "failure" },
        ...{ ungradable: "error", suspicious: "error", "grader-error": "error" },
      },
    );
  });

  test("tells what was expected and seen, and the story", async () => {
    const [suite = {}] = suitesIn(await xmlOf([ben()]));
    const [, failed] = casesIn(suite);
    expect(failed).toMatchObject({
      ...{ "@name": "1.7-sync-before-resolve", "@classname": "ben.day1", "@time": "0.012" },
      failure: { "@type": "fail", "@message": expect.stringContaining("Expected append") },
    });
    expect(JSON.stringify(failed)).toContain("power lost, before #5 fsync jobs.wal");
    expect(suite["system-out"]).toContain("appended order-7");
  });

  test("overlooks nobody: of whom no day was graded has an error", async () => {
    const xml = await xmlOf([{ ...ben(), labs: [] }]);
    expect(await flawsOf(xml)).toEqual([]);
    expect(suitesIn(xml)).toMatchObject([{ "@name": "ben", "@tests": "1", "@errors": "1" }]);
  });

  test("asks for the next submission only when the one before has been written", async () => {
    const asked: string[] = [];
    async function* asking() {
      for (const submission of REPORT.submissions) {
        asked.push(submission.name);
        yield submission;
      }
    }
    const pieces = junitReport(asking())[Symbol.asyncIterator]();
    await pieces.next();
    await pieces.next();
    expect(asked).toHaveLength(1);
  });
});

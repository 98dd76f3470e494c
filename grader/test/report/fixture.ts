import type {
  CheckFacts,
  CheckResult,
  GradeReport,
  LabReport,
  Problem,
  SubmissionReport,
} from "../../src/report/report.ts";

const STORY = `1 record was acknowledged: "order-7" (sequence 2).

  #1  open   jobs.wal  create
  #2  write  jobs.wal  64 bytes at 0
  #3  fsync  jobs.wal
  #4  write  jobs.wal  72 bytes at 64
      append resolved with sequence 2
      power lost, before #5 fsync jobs.wal

  disk     jobs.wal, 64 bytes
           50 57 41 4c 01 00 00 00  magic, version
  recovery found no record
  broken   O1: write < fsync < acknowledge`;

const CHECKS: readonly CheckFacts[] = [
  {
    id: "1.3-crc-of-the-standard",
    exercise: "1.3",
    points: 6,
    rationale: "A reader written by someone else must reach the same checksum over the same bytes.",
    hints: ["What is the CRC of the nine bytes 123456789?"],
    needs: [],
  },
  {
    id: "1.7-sync-before-resolve",
    exercise: "1.7",
    points: 10,
    invariant: "O1",
    rationale:
      "Whoever was told that the job is stored will not send it again. If the power goes before " +
      "the bytes have reached the disk, nobody has it.",
    hints: [
      "When does append resolve, compared with the calls it makes?",
      "A promise that nobody awaits does not hold up what comes after it.",
      "The last line before the return is the commit: await the sync of the handle there.",
    ],
    needs: [],
  },
  {
    id: "1.7-failed-log-stays-failed",
    exercise: "1.7",
    points: 6,
    invariant: "O7",
    rationale: "After a failed fsync nobody can tell what is on the disk, so no later one can.",
    hints: ["What does the second append after a failed sync answer?"],
    needs: ["1.7-sync-before-resolve"],
  },
  {
    id: "1.8-read-checks-the-bytes",
    exercise: "1.8",
    points: 8,
    rationale: "A record that cannot be trusted is worse than one that is missing.",
    hints: ["Flip one bit of the value, then read it."],
    needs: [],
  },
];

const ANNA = submission("anna", [lab(CHECKS.map(passed))]);
const BEN = submission("ben", [
  lab(
    CHECKS.map((facts) => {
      if (facts.id === "1.7-sync-before-resolve") return syncMissed(facts);
      if (facts.id === "1.7-failed-log-stays-failed") return blocked(facts);
      if (facts.id === "1.8-read-checks-the-bytes") return timedOut(facts);
      return passed(facts);
    }),
    { output: "appending…\nappended order-7\n" },
  ),
]);
const CHLOE = submission(
  "chloé",
  [
    lab(
      CHECKS.map((facts) => ({ ...passed(facts), verdict: "ungradable" as const })),
      {
        problems: [
          {
            where: "src/log-file.ts:12:24",
            message: "The import of node:child_process is not allowed.",
            hint: "A log needs its own files, @wal-labs packages and crc-32, nothing else.",
          },
        ],
      },
    ),
  ],
  [{ where: "package.json", message: "Left out: the course brings its own." }],
);

/** Three submissions of day 1, out of order: all right, partly right, and one that does not compile. */
export const REPORT: GradeReport = {
  format: 1,
  courseHash: "4f0c1d6be1a97c0b5d2a4f0c1d6be1a97c0b5d2a4f0c1d6be1a97c0b5d2a9e3b",
  startedAt: "2026-11-21T12:47:03.120Z",
  durationMs: 4_218,
  layers: [
    { name: "bubblewrap", active: true, note: "No network, no files but the bundle." },
    { name: "permission flags", active: true, note: "Node refuses files, processes and add-ons." },
    { name: "memory limit", active: false, note: "This system has no control groups." },
  ],
  submissions: [CHLOE, ANNA, BEN],
};

function syncMissed(facts: CheckFacts): CheckResult {
  return {
    ...passed(facts),
    verdict: "fail",
    message:
      "Expected append to resolve after its record was durable. It resolved after #4 write, and " +
      "the record was gone when the power was cut there.",
    story: STORY,
    frames: ["src/log-file.ts:88", "src/log-file.ts:61"],
  };
}

function blocked(facts: CheckFacts): CheckResult {
  return { ...passed(facts), verdict: "blocked", message: "The second append was acknowledged." };
}

function timedOut(facts: CheckFacts): CheckResult {
  const message = "Expected read to settle. It did not within 2 seconds, nor when tried again.";
  return { ...passed(facts), verdict: "timeout", message, frames: ["src/frame-reader.ts:30"] };
}

function passed(facts: CheckFacts): CheckResult {
  return { ...facts, verdict: "pass", message: "", frames: [], durationMs: 12 };
}

function lab(
  checks: readonly CheckResult[],
  more: { output?: string; problems?: readonly Problem[] } = {},
): LabReport {
  const verdicts = checks.map(({ verdict }) => verdict);
  const gravest = (["ungradable", "timeout", "fail"] as const).find((one) =>
    verdicts.includes(one),
  );
  return {
    day: 1,
    title: "Types and checksum, the first log file",
    verdict: gravest ?? "pass",
    points: total(checks.filter(({ verdict }) => verdict === "pass")),
    outOf: total(checks),
    checks,
    problems: more.problems ?? [],
    output: more.output ?? "",
    durationMs: 1_240,
  };
}

function submission(
  name: string,
  labs: readonly LabReport[],
  problems: readonly Problem[] = [],
): SubmissionReport {
  const points = labs.reduce((sum, one) => sum + one.points, 0);
  const outOf = labs.reduce((sum, one) => sum + one.outOf, 0);
  const source = `/srv/hand-in/${name}.zip`;
  const hash = "5f".repeat(32);
  return { name, source, hash, points, outOf, labs, problems, durationMs: 1_300 };
}

function total(checks: readonly CheckFacts[]): number {
  return checks.reduce((sum, check) => sum + check.points, 0);
}

import { bugsOf } from "../bugs/bugs.ts";
import type { Day } from "../course/course.ts";
import type { Finding } from "./finding.ts";

/** Which check notices which planted bug, as data. */
export interface KillMatrix {
  readonly days: readonly {
    readonly day: number;
    /** For each bug the check that is there for it, and whether it failed as it must. */
    readonly bugs: Readonly<Record<string, { noticedBy: string; isNoticed: boolean }>>;
  }[];
}

/** The kill matrix of some days, from what the self-check found. */
export function killMatrix(days: readonly Day[], findings: readonly Finding[]): KillMatrix {
  return { days: days.map((day) => ({ day: day.number, bugs: rowsOf(day, findings) })) };
}

/** The same as a page for instructors. */
export function killMatrixPage(days: readonly Day[], findings: readonly Finding[]): string {
  const sections = days.map(
    (day) => `## Day ${day.number}: ${day.title}\n\n${table(day, findings)}`,
  );
  return `${HEAD}\n\n${sections.join("\n\n")}\n`;
}

const HEAD = `---
title: Kill matrix
---

# Kill matrix

Each row is a mistake that was planted in the reference on purpose, one at a time. The course's own
tests fail unless the check named for it notices it, and all that this check builds on still passes.

This page is written by \`npm test\`. It tells the mistakes that students make, so it is not handed out.`;

function rowsOf(day: Day, findings: readonly Finding[]) {
  const rows = bugsOf(day).map(({ id, noticedBy }) => {
    const found = findings.find(
      (one) => one.kind === "bug" && one.day === day.number && one.id === id,
    );
    return [id, { noticedBy, isNoticed: found?.held ?? false }] as const;
  });
  return Object.fromEntries(rows);
}

function table(day: Day, findings: readonly Finding[]): string {
  const rows = rowsOf(day, findings);
  const lines = bugsOf(day).map(({ id, noticedBy, story, source }) => {
    const told = source ? `${story} (${source}.)` : story;
    const check = rows[id]?.isNoticed ? `\`${noticedBy}\`` : "nobody";
    return `| \`${id}\` | ${told} | ${check} |`;
  });
  return ["| bug | what happens | noticed by |", "| --- | --- | --- |", ...lines].join("\n");
}

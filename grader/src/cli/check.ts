/**
 * The course checks itself: solutions pass, blanks fail, planted bugs are noticed, correct variants
 * pass, attacks gain nothing. Writes the kill matrix. Exits with 1 when anything does not hold.
 *
 * @module
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { availableDays, COURSE_ROOT } from "../course/course.ts";
import { JudgePool } from "../judge/judge-pool.ts";
import type { Finding } from "../self-check/finding.ts";
import { killMatrix, killMatrixPage } from "../self-check/kill-matrix.ts";
import { proofsOf } from "../self-check/proofs.ts";

const days = availableDays();
const print = ({ kind, day, id, held, saw }: Finding) =>
  console.log(`${held ? "ok  " : "FAIL"} day ${day} ${kind} ${id}: ${saw}`);

// A judge waits for its sandboxes part of the time: one more than cores leaves none of them idle.
const pool = await JudgePool.start({ repeats: false, jobs: availableParallelism() + 1 });
const attacks = attackFindings();
const proofs = (await Promise.all(days.map(proofsOf))).flat();
const findings = await pool.map(proofs, async (judge, proof) => {
  const finding = await proof(judge);
  print(finding);
  return finding;
});
await pool.close();
findings.push(...(await attacks));

const matrix = `${JSON.stringify(killMatrix(days, findings), null, 2)}\n`;
await writeFile(join(COURSE_ROOT, "docs/kill-matrix.json"), matrix);
await writeFile(join(COURSE_ROOT, "docs/kill-matrix.md"), killMatrixPage(days, findings));

// Once more at the end: nobody finds them among hundreds of lines.
const failed = findings.filter(({ held }) => !held);
failed.forEach(print);
console.log(`${findings.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;

/** What came of the attacks, in their process beside this one. */
async function attackFindings(): Promise<Finding[]> {
  const found: Finding[] = [];
  const child = fork(new URL("check-attacks.ts", import.meta.url));
  child.on("message", (finding: Finding) => {
    found.push(finding);
    print(finding);
  });
  const [code] = await once(child, "exit");
  const held = code === 0 && found.length > 0;
  const saw = held ? `${found.length} findings` : `it ended with ${code}`;
  return [...found, { kind: "attack", day: 1, id: "all of them were tried", held, saw }];
}

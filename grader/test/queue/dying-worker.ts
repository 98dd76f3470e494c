/**
 * A worker that dies, as if killed, over every submission of the student `poison`, and judges those of
 * others in no time. Its arguments: the address of Redis, the name of the queue.
 *
 * @module
 */
import { startGradingWorker } from "../../src/queue/grading-worker.ts";
import { connectRedis } from "../../src/queue/redis.ts";
import { SubmissionQueue } from "../../src/queue/submission-queue.ts";
import { COURSE, judgeQuickly } from "./made-up.ts";

process.stdin.resume().on("end", () => process.exit());

const [url = "", name = ""] = process.argv.slice(2);
const queue = new SubmissionQueue(await connectRedis(url, console.error), name);
startGradingWorker(queue, {
  ...{ course: COURSE, name: "dying", jobs: 1, lockMs: 400 },
  judge: async (submission) => {
    if (submission.name === "poison") process.kill(process.pid, "SIGKILL");
    return judgeQuickly(submission);
  },
  onOtherCourse: () => process.exit(2),
});

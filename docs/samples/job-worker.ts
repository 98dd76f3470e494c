import type { Controller, Job } from "@wal-labs/concurrency";

/** Does all jobs that are due, one after the other. Any number of workers may run at once. */
export async function workOff(
  controller: Controller,
  handle: (job: Job) => Promise<void>,
): Promise<void> {
  //#region worker
  for (;;) {
    const job = await controller.dispatch();
    if (!job) return;
    try {
      await handle(job); // must bear to be done twice
    } catch (error) {
      await controller.fail(job.id, String(error));
      continue;
    }
    await controller.ack(job.id);
  }
  //#endregion worker
}

/**
 * Gives each task to the next worker that is free. Results are in the order of the tasks; the first
 * failure ends it.
 */
export async function shareOut<Worker, Task, Result>(
  tasks: readonly Task[],
  workers: readonly Worker[],
  work: (worker: Worker, task: Task) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = tasks.entries();
  const drain = async (worker: Worker) => {
    for (const [index, task] of queue) results[index] = await work(worker, task);
  };
  await Promise.all(workers.map(drain));
  return results;
}

/**
 * Gives each task to the next worker that is free. Tasks are asked for one at a time, when somebody is
 * free. Results are in the order of the tasks. The first failure ends it: tasks that were begun come
 * to their end, no more are begun, and it is thrown.
 */
export async function shareOut<Worker, Task, Result>(
  tasks: Iterable<Task>,
  workers: readonly Worker[],
  work: (worker: Worker, task: Task) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  // A generator: a loop over it that is left by a failure ends it for the other workers, too.
  const queue = numbered(tasks);
  const drain = async (worker: Worker) => {
    for (const [index, task] of queue) results[index] = await work(worker, task);
  };
  const ends = await Promise.allSettled(workers.map(drain));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  return results;
}

function* numbered<Task>(tasks: Iterable<Task>): Generator<[number, Task]> {
  let index = 0;
  for (const task of tasks) yield [index++, task];
}

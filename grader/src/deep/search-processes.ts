import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { shareOut } from "../judge/share-out.ts";
import { bundleProgram } from "./bundle-program.ts";
import type { DeepFinding, DeepSearch } from "./deep-search.ts";

const PROGRAM = fileURLToPath(new URL("search-program.ts", import.meta.url));

/**
 * Does searches in as many processes as there are processors, and tells each as it is done.
 *
 * @param folder for temporary files.
 */
export async function searchInProcesses(
  searches: readonly DeepSearch[],
  folder: string,
  tell: (search: DeepSearch, finding: DeepFinding) => void,
): Promise<readonly DeepFinding[]> {
  const program = join(folder, "search.mjs");
  await bundleProgram(PROGRAM, program);
  const processes = Array.from({ length: availableParallelism() }, () =>
    fork(program, { execArgv: [] }),
  );
  try {
    return await shareOut(searches, processes, async (process, search) => {
      const finding = await searchIn(process, search);
      tell(search, finding);
      return finding;
    });
  } finally {
    for (const process of processes) process.kill();
  }
}

async function searchIn(process: ChildProcess, search: DeepSearch): Promise<DeepFinding> {
  const over = new AbortController();
  const answer = once(process, "message", { signal: over.signal });
  const end = once(process, "exit", { signal: over.signal }).then(([code]) => {
    throw new Error(`The search of "${search.workload}" ended with exit code ${code}.`);
  });
  process.send(search);
  try {
    const [finding] = (await Promise.race([answer, end])) as [DeepFinding];
    return finding;
  } finally {
    over.abort();
  }
}

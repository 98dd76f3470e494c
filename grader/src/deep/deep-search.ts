import { exploreCrashes, replayCrash, tellStory } from "@wal-labs/core/sim";
import { DEEP_WORKLOADS } from "./deep-workloads.ts";
import { type Depth, explorationOf } from "./exploration.ts";

/** One workload, explored to some depth: everything that can be sent to another process. */
export interface DeepSearch {
  /** The name of one of {@link DEEP_WORKLOADS}. */
  readonly workload: string;
  readonly depth: Depth;
}

/** What a {@link DeepSearch} went through. */
export interface DeepFinding {
  /** Crashes that were tried. */
  readonly states: number;
  /** Of those, the ones that left a disk not seen before. */
  readonly distinctImages: number;
  /** How it failed, told at length; absent when it did not. */
  readonly story?: string;
}

/** Explores the crashes of a workload. */
export async function searchDeeply(search: DeepSearch): Promise<DeepFinding> {
  const { states, distinctImages, violation } = await exploreCrashes(explorationIn(search));
  if (!violation) return { states, distinctImages };
  const command = (replay: string) =>
    `npm run check:deep -- --replay ${replay} --seed ${search.depth.seed} --only "${search.workload}"`;
  return { states, distinctImages, story: tellStory(violation.story, command) };
}

/** Makes one crash happen again, and tells its story; undefined when nothing is wrong any more. */
export async function replayDeeply(
  search: DeepSearch,
  replay: string,
): Promise<string | undefined> {
  const { violation } = await replayCrash(explorationIn(search), replay);
  return violation && tellStory(violation.story);
}

function explorationIn({ workload, depth }: DeepSearch) {
  const found = DEEP_WORKLOADS.find(({ name }) => name === workload);
  if (!found) throw new Error(`There is no workload "${workload}".`);
  return explorationOf(found.of(depth.seed), depth);
}

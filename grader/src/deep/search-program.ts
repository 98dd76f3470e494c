/**
 * Explores what its parent sends, one search after the other. One of these runs on each processor.
 *
 * @module
 */
import { type DeepSearch, searchDeeply } from "./deep-search.ts";

process.on("message", async (search: DeepSearch) => {
  process.send?.(await searchDeeply(search));
});

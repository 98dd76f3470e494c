import { createHash } from "node:crypto";
import type { Submission } from "../intake/submission.ts";

/** SHA-256, in hex, over the paths and bytes of what was taken from a submission, in order. */
export function submissionHash({ files }: Pick<Submission, "files">): string {
  const hash = createHash("sha256");
  for (const path of [...files.keys()].sort()) {
    const bytes = files.get(path) ?? new Uint8Array();
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}

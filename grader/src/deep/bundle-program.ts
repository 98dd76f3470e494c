import { join } from "node:path";
import { build } from "esbuild";
import { COURSE_ROOT } from "../course/course.ts";

/**
 * Makes one script of a program of the grader's own, over the reference: it starts in a third of the
 * time that it would take from its sources. Nothing here confines it.
 */
export async function bundleProgram(source: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    // It says what the names of the days lead to.
    tsconfig: join(COURSE_ROOT, "grader/tsconfig.json"),
    logLevel: "silent",
  });
}

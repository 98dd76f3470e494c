import { onTestFinished } from "vitest";
import { type Bundle, bundleSubmission } from "../../src/bundle/index.ts";
import { Sandbox, type SandboxOptions } from "../../src/sandbox/index.ts";
import { submissionDirectory } from "../bundle/submission-directory.ts";

/** A bundle of one file. */
export async function bundleOf(source: string): Promise<Bundle> {
  const directory = await submissionDirectory({ "src/index.ts": source });
  const result = await bundleSubmission({ directory, day: 1 });
  if (result.kind === "bundle") return result;
  throw new Error(JSON.stringify(result.problems));
}

/** A sandbox for as long as the test runs. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await Sandbox.start({ spare: false, ...options });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

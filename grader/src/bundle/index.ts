/**
 * From a directory of a student's to one script that a sandbox can run.
 *
 * @module
 */
export {
  type Bundle,
  type BundleProblem,
  bundleSubmission,
  type Submission,
} from "./bundle-submission.ts";
export type { Foundation, Side } from "./resolver.ts";

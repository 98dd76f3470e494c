import { z } from "zod";
import { submissionHash } from "../grading/submission-hash.ts";
import { placeFile } from "../intake/layout.ts";
import { DEFAULT_LIMITS } from "../intake/limits.ts";
import { pathFlaw } from "../intake/path-flaw.ts";
import type { Submission } from "../intake/submission.ts";
import type { LabReport } from "../report/report.ts";

/** Which course a submission is judged by, and how. Results of others do not mix with it. */
export interface QueueCourse {
  /** SHA-256 over everything that decides over marks. */
  readonly courseHash: string;
  /** Whether later days are built on the student's own earlier ones. */
  readonly ownFoundation: boolean;
  /** The days graded, in order. */
  readonly days: readonly number[];
}

/** A submission as it lies in the queue: JSON, with all that judging it needs. */
export interface QueuedSubmission {
  readonly student: string;
  /** Of its files, see {@link submissionHash}. */
  readonly hash: string;
  /** The name of the folder or archive it came from. */
  readonly source: string;
  /** When Redis took it, by the clock of Redis: ISO 8601. */
  readonly submitted: string;
  readonly course: QueueCourse;
  /** Paths such as `day1-checksum/src/log-file.ts`, each with its bytes in base64. */
  readonly files: readonly (readonly [path: string, bytes: string])[];
  /** What intake refused of it. */
  readonly problems: readonly { readonly file: string; readonly message: string }[];
}

/** What a worker found. */
export interface JudgedSubmission {
  /** What the worker judged by. */
  readonly course: QueueCourse;
  readonly labs: readonly LabReport[];
  /** Which worker it was, for people. */
  readonly worker: string;
}

export const QUEUE_COURSE = z.object({
  courseHash: z.string(),
  ownFoundation: z.boolean(),
  days: z.array(z.int()),
});

const QUEUED_SUBMISSION = z.object({
  student: z.string(),
  hash: z.string(),
  source: z.string(),
  submitted: z.string(),
  course: QUEUE_COURSE,
  files: z
    .array(z.tuple([z.string(), z.base64()]))
    .max(DEFAULT_LIMITS.files + DEFAULT_LIMITS.tests),
  problems: z.array(z.object({ file: z.string(), message: z.string() })),
});

/** Whether both judge alike. */
export function sameCourse(a: QueueCourse, b: QueueCourse): boolean {
  const text = ({ courseHash, ownFoundation, days }: QueueCourse): string =>
    JSON.stringify([courseHash, ownFoundation, days]);
  return text(a) === text(b);
}

/** The files of a submission as they travel. */
export function packed({ files }: Submission): QueuedSubmission["files"] {
  return [...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString("base64")]);
}

/**
 * The submission that lies in the queue. Nothing of it is believed: its paths, its sizes and its hash
 * are checked again.
 *
 * @throws an `Error` that says what is wrong.
 */
export function unpacked(data: unknown): Submission {
  const { student, hash, files, problems } = QUEUED_SUBMISSION.parse(data);
  const taken = new Map(
    files.map(([path, bytes]) => [path, new Uint8Array(Buffer.from(bytes, "base64"))]),
  );
  const strange = [...taken.keys()].find(
    (path) => pathFlaw(path) || placeFile(path)?.path !== path,
  );
  if (strange !== undefined) throw new Error(`It has a file that none hands in: ${strange}`);
  const sizes = [...taken.values()].map(({ length }) => length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const { totalSize, testsSize, fileSize } = DEFAULT_LIMITS;
  if (total > totalSize + testsSize || sizes.some((size) => size > fileSize)) {
    throw new Error("It is larger than a submission may be.");
  }
  if (submissionHash({ files: taken }) !== hash)
    throw new Error("Its bytes are not what was sent.");
  return { name: student, files: taken, ignored: [], problems };
}

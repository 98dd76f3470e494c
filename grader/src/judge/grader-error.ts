/** The course is broken, not a submission: nobody may be marked by what follows. */
export class GraderError extends Error {
  override readonly name = "GraderError";
}

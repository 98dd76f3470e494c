/** Something in a submission, as its folder or archive names it. Nothing about it is believed yet. */
export interface Entry {
  /** Relative to the submission, with `/`. */
  readonly path: string;
  readonly kind: "file" | "folder" | "link" | "other";
  /**
   * The bytes of a file. Reads no more than `limit` of them.
   *
   * @throws a {@link RefusalError} when there are more than `limit`.
   */
  read(limit: number): Promise<Uint8Array>;
}

/** Part of a submission is not taken. The message is for its author. */
export class RefusalError extends Error {
  override readonly name = "RefusalError";
}

/**
 * All bytes of a stream, counted as they come.
 *
 * @throws a {@link RefusalError} as soon as there are more than `limit`; the stream is closed then.
 */
export async function readStream(
  stream: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** What to throw for anything over `limit` bytes. */
export function tooLarge(limit: number): RefusalError {
  return new RefusalError(`It is larger than ${limit} bytes.`);
}

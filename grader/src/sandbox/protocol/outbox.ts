import { ByteWriter } from "./byte-writer.ts";
import { FULL_BATCH_SIZE, MAX_FRAME_SIZE } from "./limits.ts";
import type { MessageKind } from "./message.ts";
import type { Translator } from "./reference.ts";
import { writeValue } from "./write-value.ts";

const LENGTH_SIZE = 4;
const { nextTick } = process;

/**
 * Collects messages and sends those of one tick as one frame, after all microtasks have run.
 * Order is kept.
 */
export class Outbox {
  readonly #send: (frame: Uint8Array) => void;
  readonly #writer = new ByteWriter();

  constructor(send: (frame: Uint8Array) => void) {
    this.#send = send;
  }

  /**
   * Adds a message.
   *
   * @throws a `TypeError` when the body cannot travel; then nothing was added.
   */
  post(kind: MessageKind, id: number, boot: number, body: unknown, translator: Translator): void {
    const writer = this.#writer;
    if (writer.length === 0) this.#openBatch();
    const start = writer.length;
    try {
      writer.uint8(kind);
      writer.uint32(id);
      writer.uint32(boot);
      writeValue(writer, body, translator);
      if (writer.length > MAX_FRAME_SIZE) throw new TypeError("A message is too large.");
    } catch (error) {
      writer.rewind(start);
      throw error;
    }
    if (writer.length > FULL_BATCH_SIZE) this.flush();
  }

  /** Sends what there is, now. */
  flush(): void {
    const size = this.#writer.length - LENGTH_SIZE;
    if (size > 0) {
      this.#writer.patchUint32(0, size);
      this.#send(this.#writer.take());
    } else {
      this.#writer.rewind(0);
    }
  }

  #openBatch(): void {
    this.#writer.uint32(0);
    // A tick queued from a microtask runs once the microtasks are drained, but before any input.
    queueMicrotask(() => nextTick(() => this.flush()));
  }
}

import { isZero, readUint64 } from "./bytes.ts";
import {
  DEFAULT_MAX_RECORD_SIZE,
  FRAME_HEADER_SIZE,
  type Frame,
  type FrameFlaw,
  frameSize,
  LAST_OF_BATCH,
  type ParsedFrame,
} from "./frame.ts";

/**
 * Points at one frame after the other in a buffer, and reads only the fields it is asked for: a scan
 * of a million frames makes no object for each. Fields mean something only while the last
 * {@link moveTo} said `frame`, and the CRC is not looked at: the caller verifies it.
 */
export class FrameCursor {
  readonly #view: DataView;
  readonly #maxRecordSize: number;
  /** Where the frame starts, in bytes from the start of the view. */
  offset = 0;
  /** Bytes of the frame, padding included; of an incomplete one, bytes needed to go on. */
  size = 0;

  constructor(view: DataView, maxRecordSize: number = DEFAULT_MAX_RECORD_SIZE) {
    this.#view = view;
    this.#maxRecordSize = maxRecordSize;
  }

  /**
   * Tells what starts at `offset`. Never throws and never allocates, whatever the bytes are.
   * `incomplete`: the view ends before the frame does.
   */
  moveTo(offset: number): "frame" | "incomplete" | FrameFlaw {
    const view = this.#view;
    this.offset = offset;
    this.size = FRAME_HEADER_SIZE;
    if (view.byteLength - offset < FRAME_HEADER_SIZE) return "incomplete";
    const flaw = this.#headerFlaw();
    if (flaw !== undefined) return flaw;
    this.size = frameSize(this.keySize, this.valueSize);
    if (view.byteLength - offset < this.size) return "incomplete";
    const end = offset + FRAME_HEADER_SIZE + this.keySize + this.valueSize;
    return isZero(view, end, offset + this.size) ? "frame" : "padding-not-zero";
  }

  get crc(): number {
    return this.#view.getUint32(this.offset, true);
  }

  get type(): number {
    return this.#view.getUint8(this.offset + 4);
  }

  get flags(): number {
    return this.#view.getUint8(this.offset + 5);
  }

  get keySize(): number {
    return this.#view.getUint32(this.offset + 8, true);
  }

  get valueSize(): number {
    return this.#view.getUint32(this.offset + 12, true);
  }

  get sequence(): number {
    return readUint64(this.#view, this.offset + 16);
  }

  get timestampMs(): number {
    return readUint64(this.#view, this.offset + 24);
  }

  get transactionId(): number {
    return readUint64(this.#view, this.offset + 32);
  }

  get syncedWatermark(): number {
    return readUint64(this.#view, this.offset + 40);
  }

  /** The frame as an object of its own. Key and value are views of the same memory. */
  frame(): Frame {
    const { keySize, valueSize } = this;
    const { buffer, byteOffset } = this.#view;
    const keyStart = byteOffset + this.offset + FRAME_HEADER_SIZE;
    return {
      type: this.type,
      flags: this.flags,
      sequence: this.sequence,
      timestampMs: this.timestampMs,
      transactionId: this.transactionId,
      syncedWatermark: this.syncedWatermark,
      key: new Uint8Array(buffer, keyStart, keySize),
      value: new Uint8Array(buffer, keyStart + keySize, valueSize),
    };
  }

  #headerFlaw(): FrameFlaw | undefined {
    const view = this.#view;
    if (this.type === 0) return "type-zero";
    if ((this.flags & ~LAST_OF_BATCH) !== 0) return "unknown-flags";
    if (view.getUint16(this.offset + 6, true) !== 0) return "reserved-not-zero";
    if (this.keySize + this.valueSize > this.#maxRecordSize) return "too-large";
    const { sequence, syncedWatermark } = this;
    const safe =
      sequence <= Number.MAX_SAFE_INTEGER &&
      this.timestampMs <= Number.MAX_SAFE_INTEGER &&
      this.transactionId <= Number.MAX_SAFE_INTEGER &&
      syncedWatermark <= Number.MAX_SAFE_INTEGER;
    if (!safe) return "unsafe-integer";
    return syncedWatermark < sequence ? undefined : "watermark-ahead";
  }
}

/**
 * Tells what starts at `offset` of `view`. Never throws and never allocates by a size it has not
 * checked, whatever the bytes are. Key and value are views of the same memory: copy them before
 * the buffer is reused.
 */
export function parseFrame(
  view: DataView,
  offset = 0,
  maxRecordSize: number = DEFAULT_MAX_RECORD_SIZE,
): ParsedFrame {
  const cursor = new FrameCursor(view, maxRecordSize);
  const found = cursor.moveTo(offset);
  if (found === "frame") return { kind: "frame", frame: cursor.frame(), size: cursor.size };
  if (found === "incomplete") return { kind: "incomplete", needed: cursor.size };
  return { kind: "invalid", flaw: found };
}

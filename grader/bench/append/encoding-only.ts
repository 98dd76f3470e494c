import { setTimeout } from "node:timers/promises";
import { encodeFrameInto, FRAME_CRC_OFFSET, frameSize, viewOf } from "@wal-labs/core";
import { crc32, toFrame } from "@wal-labs/solution-checksum";
import type { Contestant, PutRecord } from "./contestant.ts";
import { groupByHand } from "./group-by-hand.ts";

const SALT = 0x5eed;
const CRC_SIZE = 4;

/**
 * Encodes each batch, and has no disk: what the event loop cannot be spared. A batch comes each
 * millisecond or so, as if there were a disk, for the caches to be as cold.
 */
export const encodingOnly: Contestant = {
  name: "encoding a batch, no disk",
  blocksLoop: false,
  async open() {
    let bytes = new Uint8Array(0);
    let view = viewOf(bytes);
    let sequence = 0;
    const encodeAll = async (records: readonly PutRecord[]): Promise<void> => {
      if (sizeOf(records) > bytes.length) {
        bytes = new Uint8Array(sizeOf(records));
        view = viewOf(bytes);
      }
      const timestampMs = Date.now();
      let offset = 0;
      for (const record of records) {
        sequence += 1;
        const frame = toFrame(record, { sequence, timestampMs, syncedWatermark: sequence - 1 });
        const end = offset + encodeFrameInto({ bytes, view }, offset, frame);
        const covered = bytes.subarray(offset + FRAME_CRC_OFFSET + CRC_SIZE, end);
        view.setUint32(offset + FRAME_CRC_OFFSET, crc32(covered, SALT), true);
        offset = end;
      }
      await setTimeout(1);
    };
    return { append: groupByHand(encodeAll), close: async () => undefined };
  },
};

function sizeOf(records: readonly PutRecord[]): number {
  return records.reduce((size, { key, value }) => size + frameSize(key.length, value.length), 0);
}

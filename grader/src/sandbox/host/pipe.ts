import { realProcess, writeSync } from "./intrinsics.ts";

const STDOUT = 1;
const STDERR = 2;

/** Writes all of a frame to the trusted side, waiting for it if need be. */
export function sendFrame(frame: Uint8Array): void {
  writeAll(STDOUT, frame);
}

/** Writes a text that the trusted side keeps as the student's output. */
export function sendOutput(text: string): void {
  writeAll(STDERR, Buffer.from(text));
}

/** Calls back for each chunk from the trusted side, and ends the process when that side is gone. */
export function receive(onChunk: (chunk: Buffer) => void): void {
  realProcess.stdin.on("data", onChunk);
  realProcess.stdin.on("end", () => realProcess.exit());
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let offset = 0; offset < bytes.length; ) {
    try {
      offset += writeSync(fd, bytes, offset);
    } catch (error) {
      if ((error as { code?: unknown }).code !== "EAGAIN") throw error;
    }
  }
}

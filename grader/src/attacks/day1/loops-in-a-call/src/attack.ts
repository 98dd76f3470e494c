// Loads well, and never comes back from a call.
import { LogFile } from "./log-file.ts";

LogFile.open = () => {
  for (;;);
};

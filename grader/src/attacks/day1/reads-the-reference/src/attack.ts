// Reads the solution at run time, and evaluates it.
import { realProcess } from "./real-process.ts";

realProcess.then((process) => {
  const { readFileSync } = process.getBuiltinModule("fs");
  const source = readFileSync("$COURSE_ROOT$/solutions/day1-checksum/src/log-file.ts", "utf8");
  console.log("wal-labs-attack read", source);
});

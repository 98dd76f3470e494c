// Leaves files wherever it can.
import { realProcess } from "./real-process.ts";

realProcess.then((process) => {
  const { writeFileSync } = process.getBuiltinModule("fs");
  for (const folder of ["/tmp", "$COURSE_ROOT$", "$COURSE_ROOT$/grader", "."]) {
    try {
      writeFileSync(`${folder}/wal-labs-attack`, "");
    } catch {}
  }
});

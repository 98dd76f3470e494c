// Prints without end, past the console's limit.
import { realProcess } from "./real-process.ts";

realProcess.then((process) => {
  const { writeSync } = process.getBuiltinModule("fs");
  for (;;) writeSync(2, "x".repeat(65_536));
});

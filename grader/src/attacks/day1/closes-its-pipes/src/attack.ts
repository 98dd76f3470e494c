// Neither hears the grader nor can be heard.
import { realProcess } from "./real-process.ts";

realProcess.then((process) => {
  const { closeSync } = process.getBuiltinModule("fs");
  for (const fd of [0, 1]) closeSync(fd);
});

// Starts processes that start processes, and outlive the grader.
import { realProcess } from "./real-process.ts";

realProcess.then((process) => {
  const { spawn } = process.getBuiltinModule("child_process");
  const code = "setTimeout(() => {}, 60_000)";
  const options = { detached: true, stdio: "ignore" };
  for (let count = 0; count < 8; count++) {
    spawn(process.execPath, ["-e", code, "wal-labs-attack"], options).on("error", () => undefined);
  }
});

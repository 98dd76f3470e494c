// Debugs itself: an inspector session runs code in the main context, and opens a port.
import { realProcess } from "./real-process.ts";

realProcess.then((process) => {
  const inspector = process.getBuiltinModule("inspector");
  inspector.open(47_112, "127.0.0.1");
  new inspector.Session().connectToMainThread();
});

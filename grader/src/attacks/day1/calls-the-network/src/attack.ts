// Tells somebody outside what it was asked. The grader's corpus listens on this port.
import { realProcess } from "./real-process.ts";

realProcess.then((process) => {
  const { connect } = process.getBuiltinModule("net");
  connect(47_111, "127.0.0.1", () => undefined).on("error", () => undefined);
  process.getBuiltinModule("dns").lookup("example.org", () => undefined);
});

// Tells somebody outside what it was asked.
import { realProcess } from "./real-process.ts";

realProcess.then((process) => {
  const { connect } = process.getBuiltinModule("net");
  connect(Number("$PORT$"), "127.0.0.1", () => undefined).on("error", () => undefined);
  process.getBuiltinModule("dns").lookup("example.org", () => undefined);
});

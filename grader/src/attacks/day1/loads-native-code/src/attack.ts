// A library of the machine's own, through the loader for addons.
import { realProcess } from "./real-process.ts";

realProcess.then((process) => process.dlopen({ exports: {} }, "/lib/x86_64-linux-gnu/libc.so.6"));

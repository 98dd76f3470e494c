export { type Contents, type Expectation, readFrame, scan } from "./log-file.ts";

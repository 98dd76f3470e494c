export { newHeader, readHeader } from "./log-file.ts";

export { fromFrame, toFrame } from "./record.ts";

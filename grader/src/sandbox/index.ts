/**
 * The student's code in a process of its own, and everything it may reach on this side.
 *
 * @module
 */
export type { Clock, Disk } from "./disk.ts";
export {
  SandboxError,
  type SandboxErrorCode,
  StudentDied,
  StudentError,
  StudentTimeout,
} from "./errors.ts";
export type { Layer, LayerName, ResourceLimits } from "./layers/layer.ts";
export { detectLayers, type Layers, type Machine, surveyMachine } from "./layers/layers.ts";
export { ProtocolError } from "./protocol/protocol-error.ts";
export { construct } from "./remote.ts";
export type { Received, Remote } from "./remote-type.ts";
export { Sandbox, type SandboxBootOptions, type SandboxOptions } from "./sandbox.ts";

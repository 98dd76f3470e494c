import { type ChildProcessByStdio, spawn } from "node:child_process";
import { constants } from "node:os";
import type { Readable, Writable } from "node:stream";
import { SandboxError, StudentDied } from "./errors.ts";
import type { CommandLine } from "./layers/layer.ts";
import { FrameReader } from "./protocol/frame-reader.ts";
import { ProtocolError, shownBytes } from "./protocol/protocol-error.ts";

const MAX_SENT_OUTPUT = 256 * 1024;

/** What a child tells its owner. Nothing more comes after `onEnd`. */
export interface ChildEvents {
  /** A frame arrived. May throw a {@link ProtocolError}, which ends the child. */
  onFrame(frame: Buffer): void;
  /** The child is gone, or is being killed for this reason. */
  onEnd(reason: Error): void;
}

/** A process, its pipes and its end. What runs in it may send anything and stop at any point. */
export class Child {
  /** What it printed, up to a limit. */
  output = "";
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #frames = new FrameReader();
  readonly #events: ChildEvents;
  readonly #exit: Promise<void>;
  #frameCount = 0;
  #state: "running" | "ended" = "running";

  constructor({ command, args, environment }: CommandLine, events: ChildEvents) {
    this.#events = events;
    const options = { env: { ...environment }, stdio: "pipe", windowsHide: true } as const;
    this.#process = spawn(command, args, options);
    this.#exit = new Promise((resolve) => {
      this.#process.once("close", () => resolve());
      this.#process.once("error", () => resolve());
    });
    this.#listen();
  }

  /** Sends a frame. One that the child no longer reads is lost without a word. */
  send(frame: Uint8Array): void {
    if (this.#state === "running") this.#process.stdin.write(frame);
  }

  /** Kills the process. `onEnd` is told the reason, unless the child had ended before. */
  kill(reason: Error): void {
    this.#process.kill("SIGKILL");
    this.#end(reason);
  }

  /** Resolves once the process is gone. */
  exited(): Promise<void> {
    // Who waits for the end is not done before it.
    this.#eachHandle("ref");
    return this.#exit;
  }

  #listen(): void {
    const { stdin, stdout, stderr } = this.#process;
    this.#process.on("error", (cause) => {
      this.#end(new SandboxError("SANDBOX_START", "The process cannot be started.", { cause }));
    });
    this.#process.on("close", (exitCode, signal) => this.#end(deathOf(exitCode, signal)));
    stdout.on("data", (chunk: Buffer) => this.#receive(chunk));
    stderr.on("data", (chunk: Buffer) => this.#print(chunk));
    // A pipe breaks when the process dies, and that is told by its end.
    for (const stream of [stdin, stdout, stderr]) stream.on("error", () => {});
    this.#unref();
  }

  /** A forgotten sandbox must not keep the trusted side from ending; a call's own timer does. */
  #unref(): void {
    this.#eachHandle("unref");
  }

  #eachHandle(action: "ref" | "unref"): void {
    const { stdin, stdout, stderr } = this.#process;
    this.#process[action]();
    for (const stream of [stdin, stdout, stderr] as Partial<Record<typeof action, () => void>>[]) {
      stream[action]?.();
    }
  }

  #receive(chunk: Buffer): void {
    if (this.#state === "ended") return;
    let read: Uint8Array = chunk;
    try {
      for (const frame of this.#frames.push(chunk)) {
        read = frame;
        this.#frameCount += 1;
        this.#events.onFrame(frame);
        read = chunk;
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      const where =
        read === chunk ? `After frame ${this.#frameCount}` : `Frame ${this.#frameCount}`;
      this.kill(error.with(`${where} of the process, ${read.length} bytes: ${shownBytes(read)}.`));
    }
  }

  #print(chunk: Buffer): void {
    if (this.#state === "ended") return;
    this.output += chunk.toString("utf8");
    if (this.output.length <= MAX_SENT_OUTPUT) return;
    this.kill(new SandboxError("SANDBOX_OUTPUT", "The process printed without end."));
  }

  #end(reason: Error): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    this.#events.onEnd(reason);
  }
}

/** A wrapper reports the death of what it wraps by signal n as exit code 128 + n. */
function deathOf(exitCode: number | null, signal: NodeJS.Signals | null): StudentDied {
  const names = Object.keys(constants.signals) as NodeJS.Signals[];
  const wrapped = names.find((name) => constants.signals[name] + 128 === exitCode);
  return wrapped ? new StudentDied(null, wrapped) : new StudentDied(exitCode, signal);
}

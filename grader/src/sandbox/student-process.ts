import type { Bundle } from "../bundle/bundle-submission.ts";
import { type StackFrames, stackFramesOf } from "../bundle/stack-frames.ts";
import { Child } from "./child.ts";
import type { Clock, Disk } from "./disk.ts";
import { SandboxError, StudentTimeout } from "./errors.ts";
import type { CommandLine } from "./layers/layer.ts";
import { PendingCalls } from "./pending-calls.ts";
import { ByteReader } from "./protocol/byte-reader.ts";
import { type MessageHeader, MessageKind, readHeader } from "./protocol/message.ts";
import { Outbox } from "./protocol/outbox.ts";
import { ProtocolError } from "./protocol/protocol-error.ts";
import { readValue } from "./protocol/read-value.ts";
import type { Translator } from "./protocol/reference.ts";
import { StudentBoot } from "./student-boot.ts";

/** No honest mistake leaves so many errors unhandled; answering for them would take for ever. */
const MAX_FAULTS = 10_000;
/** Boots beyond it end the oldest, so that a search over thousands of states needs no clean-up. */
const MAX_BOOTS = 256;

/** What a new boot may ask for. */
export interface BootOptions {
  /** What `nodeFs` of `@wal-labs/core` is in this boot. */
  readonly disk?: Disk;
  /** The time of this boot: by default that of the disk, or of the first disk it is handed. */
  readonly clock?: Clock;
  /** Decides all random numbers of this boot. */
  readonly seed: number;
  /** Overwrites the bytes that a call was given as soon as it returns, before looking at its result. */
  readonly reusesArguments?: boolean;
}

/** A process of the student's as the trusted side sees it: its boots, its calls and its end. */
export class StudentProcess {
  /** Why it is over; nothing while it runs. */
  end: Error | undefined;
  /** Resolves when it can be used; rejects when it ends before. */
  readonly ready: Promise<void>;
  /** Errors that nothing in the student's code handled, oldest first. */
  readonly faults: unknown[] = [];
  /** Messages that came from the student's side, but for answers to {@link settle}. */
  heard = 0;
  readonly #child: Child;
  readonly #outbox: Outbox;
  readonly #calls: PendingCalls;
  readonly #boots = new Map<number, StudentBoot>();
  readonly #scripts = new Map<Bundle, { id: number; frames: StackFrames }>();
  readonly #nobody = new StudentBoot(noLine, () => []);
  readonly #onEnd: (reason: Error) => void;
  #onReady = (_failure?: Error): void => {};
  #faultCount = 0;
  #lastBoot = 0;

  constructor(commandLine: CommandLine, callLimitMs: number, onEnd: (reason: Error) => void) {
    this.#onEnd = onEnd;
    this.ready = new Promise((resolve, reject) => {
      this.#onReady = (failure) => (failure ? reject(failure) : resolve());
    });
    this.#calls = new PendingCalls(callLimitMs, () =>
      this.kill(new StudentTimeout(callLimitMs, this.#calls.oldest)),
    );
    this.#outbox = new Outbox((frame) => this.#child.send(frame));
    this.#child = new Child(commandLine, {
      onFrame: (frame) => this.#receive(frame),
      onEnd: (reason) => this.#finish(reason),
    });
  }

  /** What the student's code printed, up to a limit. */
  get output(): string {
    return this.#child.output;
  }

  /** Evaluates a bundle anew, with its own state, clock and random numbers. */
  async boot(bundle: Bundle, options: BootOptions): Promise<StudentBoot> {
    const { disk, clock, seed, reusesArguments } = options;
    this.#lastBoot += 1;
    const id = this.#lastBoot;
    const script = this.#load(bundle);
    const line = {
      post: (kind: MessageKind, about: number, body: unknown) =>
        this.#outbox.post(kind, about, id, body, boot),
      wait: (what: string, send: (call: number) => void) => this.#wait(id, what, send),
    };
    const boot = new StudentBoot(line, script.frames, clock, reusesArguments);
    this.#boots.set(id, boot);
    this.#endOldest();
    await boot.start(script.id, seed, disk);
    return boot;
  }

  /** Ends a boot. Its calls reject with `reason`, and their limits no longer count. */
  release(boot: StudentBoot, reason: Error): void {
    for (const [id, candidate] of this.#boots) {
      if (candidate === boot) this.#release(id, boot, reason);
    }
  }

  /** Resolves when the student's code has nothing left to do but wait for this side. */
  async settle(): Promise<void> {
    await this.#wait(0, "the end of what is under way", (id) =>
      this.#post(MessageKind.settle, id, undefined),
    );
    this.heard -= 1;
  }

  /** Kills the process. All its calls reject with `reason`. */
  kill(reason: Error): void {
    this.#child.kill(reason);
  }

  /** Resolves once the process is gone. */
  exited(): Promise<void> {
    return this.#child.exited();
  }

  #wait(boot: number, what: string, send: (call: number) => void): Promise<unknown> {
    if (this.end) return Promise.reject(this.end);
    return this.#calls.add(boot, what, send);
  }

  #post(kind: MessageKind, id: number, body: unknown): void {
    this.#outbox.post(kind, id, 0, body, this.#nobody);
  }

  #load(bundle: Bundle): { id: number; frames: StackFrames } {
    const known = this.#scripts.get(bundle);
    if (known) return known;
    const id = this.#scripts.size + 1;
    const filename = `student-${id}.cjs`;
    const script = { id, frames: stackFramesOf(bundle.sourceMap, filename) };
    this.#scripts.set(bundle, script);
    this.#post(MessageKind.load, id, [bundle.code, filename]);
    return script;
  }

  #endOldest(): void {
    if (this.#boots.size <= MAX_BOOTS) return;
    const [oldest] = this.#boots;
    const reason = new SandboxError("SANDBOX_RELEASED", `More than ${MAX_BOOTS} boots are alive.`);
    if (oldest) this.#release(...oldest, reason);
  }

  #release(id: number, boot: StudentBoot, reason: Error): void {
    boot.release(reason);
    this.#boots.delete(id);
    this.#calls.rejectAll(reason, id);
    if (!this.end) this.#outbox.post(MessageKind.release, 0, id, undefined, this.#nobody);
  }

  #receive(frame: Buffer): void {
    const reader = new ByteReader(frame);
    while (!reader.done && !this.end) {
      const header = readHeader(reader);
      this.heard += 1;
      const translator: Translator = this.#boots.get(header.boot) ?? this.#nobody;
      this.#dispatch(header, readValue(reader, translator));
    }
  }

  #dispatch({ kind, id, boot }: MessageHeader, body: unknown): void {
    switch (kind) {
      case MessageKind.ready:
        this.#onReady();
        break;
      case MessageKind.answer:
        this.#calls.resolve(id, body);
        break;
      case MessageKind.failure:
        this.#calls.reject(id, body);
        break;
      case MessageKind.fault:
        this.#faultCount += 1;
        if (this.#faultCount > MAX_FAULTS) throw new ProtocolError("Too many unhandled errors.");
        if (body !== undefined) this.faults.push(body);
        break;
      case MessageKind.request:
      case MessageKind.callback:
      case MessageKind.setTimer:
      case MessageKind.clearTimer:
        this.#boots.get(boot)?.serve(kind, id, body);
    }
  }

  #finish(cause: Error): void {
    const reason = this.#withCall(cause);
    this.end = reason;
    // Whoever waits for the start is told; if nobody does, the next call is.
    this.ready.catch(() => {});
    this.#onReady(reason);
    for (const boot of this.#boots.values()) boot.release(reason);
    this.#calls.rejectAll(reason);
    this.#onEnd(reason);
  }

  /** Evidence for a person: what was asked when the process sent what is no answer. */
  #withCall(reason: Error): Error {
    const { oldest } = this.#calls;
    if (!(reason instanceof ProtocolError) || oldest === "") return reason;
    return reason.with(`The grader was waiting for ${oldest}.`);
  }
}

const noLine = { post: () => {}, wait: () => Promise.reject(new Error("There is no boot.")) };

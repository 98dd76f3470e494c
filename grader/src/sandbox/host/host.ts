import { ByteReader } from "../protocol/byte-reader.ts";
import type { BootBody, CallBody } from "../protocol/call.ts";
import { FrameReader } from "../protocol/frame-reader.ts";
import { type MessageHeader, MessageKind, readHeader } from "../protocol/message.ts";
import { Outbox } from "../protocol/outbox.ts";
import { readValue } from "../protocol/read-value.ts";
import { Boot } from "./boot.ts";
import { realSetImmediate } from "./intrinsics.ts";
import { References } from "./references.ts";
import { StudentScript } from "./script.ts";
import { Immediates } from "./virtual-clock.ts";

const MAX_SETTLE_ROUNDS = 1000;
const MAX_TOLD_FAULTS = 100;

/** Dispatches the trusted side's messages to scripts and boots. */
export class Host {
  readonly #outbox: Outbox;
  readonly #console: object;
  readonly #frames = new FrameReader();
  readonly #scripts = new Map<number, StudentScript>();
  readonly #boots = new Map<number, Boot>();
  readonly #immediates = new Immediates();
  #faults = 0;
  readonly #nobody = new References({
    fileSystem: () => ({}),
    callback: () => ({}),
    signal: () => ({}),
    file: () => ({}),
  });

  constructor(send: (frame: Uint8Array) => void, console: object) {
    this.#outbox = new Outbox(send);
    this.#console = console;
  }

  /** Says that messages can come. */
  ready(): void {
    this.#post(MessageKind.ready, 0, 0, undefined);
  }

  /** Reports what nothing handled. After a while, only that there was something. */
  fault(reason: unknown): void {
    this.#faults += 1;
    const told = this.#faults <= MAX_TOLD_FAULTS ? reason : undefined;
    this.#post(MessageKind.fault, 0, 0, told);
  }

  /** Takes bytes of the trusted side. */
  receive(chunk: Buffer): void {
    for (const frame of this.#frames.push(chunk)) {
      const reader = new ByteReader(frame);
      while (!reader.done) {
        const header = readHeader(reader);
        const references = this.#boots.get(header.boot)?.references ?? this.#nobody;
        this.#dispatch(header, readValue(reader, references));
      }
    }
  }

  #dispatch(header: MessageHeader, body: unknown): void {
    const { kind, id } = header;
    const boot = this.#boots.get(header.boot);
    switch (kind) {
      case MessageKind.load:
        this.#load(id, body as [code: string, filename: string]);
        break;
      case MessageKind.boot:
        this.#answer(header, () => this.#boot(header.boot, body as BootBody));
        break;
      case MessageKind.call:
        this.#answer(header, () => boot?.call(body as CallBody));
        break;
      case MessageKind.answer:
        boot?.reply(id, { kind: "answer", value: body });
        break;
      case MessageKind.failure: {
        const [error, thrown] = body as [Error, number];
        boot?.reply(id, { kind: "failure", error, thrown });
        break;
      }
      default:
        this.#control(header, boot, body);
        break;
    }
  }

  #control({ kind, id, boot: bootId }: MessageHeader, boot: Boot | undefined, body: unknown): void {
    switch (kind) {
      case MessageKind.time:
        if (boot) boot.clock.moveTo(body as number);
        break;
      case MessageKind.fire:
        boot?.clock.fire(id);
        break;
      case MessageKind.abort:
        boot?.abort(id, body);
        break;
      case MessageKind.settle:
        this.#settle(id, 0);
        break;
      case MessageKind.release:
        boot?.release();
        this.#boots.delete(bootId);
    }
  }

  #load(id: number, [code, filename]: readonly [string, string]): void {
    this.#scripts.set(id, new StudentScript(code, filename));
  }

  #boot(id: number, [script, nowMs, seed, disk]: BootBody): void {
    const boot = new Boot((kind, about, body) => this.#post(kind, about, id, body), nowMs);
    this.#boots.set(id, boot);
    const surroundings = boot.surroundings(seed, disk, this.#immediates);
    boot.exports = this.#scripts.get(script)?.evaluate({ ...surroundings, console: this.#console });
  }

  /** Answers with what `work` gives, or with what it throws. Results that cannot travel fail too. */
  #answer({ id, boot }: MessageHeader, work: () => unknown): void {
    const succeed = (value: unknown) => this.#post(MessageKind.answer, id, boot, value);
    const fail = (reason: unknown) => this.#fail(id, boot, reason);
    try {
      const result = work();
      if (isThenable(result)) Promise.resolve(result).then(succeed).catch(fail);
      else succeed(result);
    } catch (reason) {
      fail(reason);
    }
  }

  #fail(id: number, boot: number, reason: unknown): void {
    try {
      this.#post(MessageKind.failure, id, boot, reason);
    } catch (error) {
      this.#post(MessageKind.failure, id, boot, new TypeError(String(error)));
    }
  }

  #settle(id: number, rounds: number): void {
    realSetImmediate(() => {
      const done = this.#immediates.size === 0 || rounds === MAX_SETTLE_ROUNDS;
      if (done) this.#post(MessageKind.answer, id, 0, undefined);
      else this.#settle(id, rounds + 1);
    });
  }

  #post(kind: MessageKind, id: number, boot: number, body: unknown): void {
    this.#outbox.post(kind, id, boot, body, this.#boots.get(boot)?.references ?? this.#nobody);
  }
}

function isThenable(value: unknown): boolean {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  return "then" in value && typeof value.then === "function";
}

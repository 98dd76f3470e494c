/**
 * A frame is a batch of messages, back to back.
 *
 * ```text
 * offset size field
 *      0    1 kind
 *      1    4 id    of the call, request, timer, bundle or signal it is about; 0 for none
 *      5    4 boot  whose state it is about; 0 for the process as a whole
 *      9      body  one value
 * ```
 *
 * There is no message for "passed": a forged message can at most imitate a returned value.
 *
 * @module
 */
import type { ByteReader } from "./byte-reader.ts";
import { ProtocolError } from "./protocol-error.ts";

export const MessageKind = {
  /** Child: up and running. */
  ready: 1,
  /** Trusted side: a bundle's code, to be compiled once. */
  load: 2,
  /** Trusted side: evaluate a bundle; answered. */
  boot: 3,
  /** Trusted side: get, call, construct or iterate; answered. */
  call: 4,
  /** Either: the result of what the other side asked for. */
  answer: 5,
  /** Either: what was thrown instead. */
  failure: 6,
  /** Child: an operation on a disk; answered. */
  request: 7,
  /** Child: a call of a function of the trusted side; answered. */
  callback: 8,
  /** Child: fire this timer after so many milliseconds. */
  setTimer: 9,
  clearTimer: 10,
  /** Trusted side: a timer is due. */
  fire: 11,
  /** Trusted side: the time of a boot's clock. */
  time: 12,
  /** Trusted side: answer once all microtasks and immediates have run. */
  settle: 13,
  /** Trusted side: forget a boot; nothing of it will be answered. */
  release: 14,
  /** Trusted side: a signal was aborted. */
  abort: 15,
  /** Child: an exception or rejection that nothing handled. */
  fault: 16,
} as const;

export type MessageKind = (typeof MessageKind)[keyof typeof MessageKind];

/** What comes before the body. */
export interface MessageHeader {
  readonly kind: MessageKind;
  readonly id: number;
  readonly boot: number;
}

/** Bytes of a header. */
export const HEADER_SIZE = 9;

const KINDS = new Set<number>(Object.values(MessageKind));

/** Takes a header from a reader. */
export function readHeader(reader: ByteReader): MessageHeader {
  reader.startMessage();
  const kind = reader.uint8();
  if (!isMessageKind(kind)) throw new ProtocolError(`There is no kind of message ${kind}.`);
  return { kind, id: reader.uint32(), boot: reader.uint32() };
}

function isMessageKind(kind: number): kind is MessageKind {
  return KINDS.has(kind);
}

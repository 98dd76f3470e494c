/** One interface for each type of record. */

export interface Put {
  readonly type: "put";
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

export interface Delete {
  readonly type: "delete";
  readonly key: Uint8Array;
}

export interface TransactionPut {
  readonly type: "transaction-put";
  readonly transactionId: number;
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

export interface TransactionDelete {
  readonly type: "transaction-delete";
  readonly transactionId: number;
  readonly key: Uint8Array;
}

export interface Commit {
  readonly type: "commit";
  readonly transactionId: number;
}

export interface Abort {
  readonly type: "abort";
  readonly transactionId: number;
}

export interface Enqueue {
  readonly type: "enqueue";
  readonly jobId: string;
  readonly payload: Uint8Array;
}

export interface Dispatch {
  readonly type: "dispatch";
  readonly jobId: string;
}

export interface Ack {
  readonly type: "ack";
  readonly jobId: string;
}

export interface Retry {
  readonly type: "retry";
  readonly jobId: string;
  readonly reason: string;
}

export interface Dead {
  readonly type: "dead";
  readonly jobId: string;
  readonly reason: string;
}

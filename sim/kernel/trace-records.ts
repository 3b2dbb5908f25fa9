/** The kinds of record that a trace consists of; see trace.ts for what they are for. */

import type {
  LogRecord,
  SegRecord,
  TlsRecord,
  ResRecord,
  CallbackRecord,
  PanicRecord,
  EndRecord,
} from './records/console-and-wire.js';
import type { CliRecord, ActRecord, SentRecord, StepRecord, AnswerRecord } from './records/clients.js';
import type { RefuseRecord, SessionRecord, UsageRecord } from './records/limits.js';
import type {
  AssertRecord,
  MetaRecord,
  CpuRecord,
  WorkRecord,
  HeldRecord,
  GateRecord,
  ServerRecord,
  BlockedRecord,
  StateRecord,
  LivelockRecord,
  UnstartedRecord,
} from './records/device.js';

export * from './records/console-and-wire.js';
export type * from './records/clients.js';
export { CLIENT_EVENTS } from './records/clients.js';
export type * from './records/device.js';
export type * from './records/limits.js';

export type TraceRecord =
  | LogRecord
  | SegRecord
  | CliRecord
  | TlsRecord
  | ResRecord
  | CallbackRecord
  | PanicRecord
  | AssertRecord
  | EndRecord
  | MetaRecord
  | CpuRecord
  | RefuseRecord
  | SessionRecord
  | SentRecord
  | WorkRecord
  | HeldRecord
  | GateRecord
  | ActRecord
  | ServerRecord
  | BlockedRecord
  | UsageRecord
  | StateRecord
  | LivelockRecord
  | UnstartedRecord
  | StepRecord
  | AnswerRecord;

export type TraceKind = TraceRecord['k'];

/**
 * ESP-IDF's dynamic buffers (components/mbedtls/port/dynamic): a session's buffers exist only while they are in use, and
 * the head of a record is read before there is a buffer for it.
 */

import type { Blocking } from '../../kernel/task.js';
import { RECORD_HEAD_BYTES, readRecordHead } from '../wire/record.js';
import { MbedtlsError } from './errors.js';
import type { SessionMemory } from './blocks.js';

/** What the buffers do around reading and writing; static ones do nothing. */
export interface BufferPolicy {
  /** When the session is set up: 0, or an error code. */
  setup(): number;
  /** Before something is read: 0, or an error code. `fetch` reads the head of the record. */
  beforeRead(fetch: (bytes: number) => Blocking<number>, input: Uint8Array): Blocking<number>;
  afterRead(): number;
  /** Before something is written: 0, or an error code. */
  beforeWrite(): number;
  /** Everything written has been taken by the transport: 0, or an error code. */
  afterWrite(): number;
}

/** Buffers that live as long as the session. */
export const STATIC_BUFFERS: BufferPolicy = {
  setup: () => 0,
  *beforeRead() {
    return 0;
  },
  afterRead: () => 0,
  beforeWrite: () => 0,
  afterWrite: () => 0,
};

/** State and length in front of a buffer (`struct esp_mbedtls_ssl_buf`); as the traces count it for input. */
const BUFFER_HEAD_BYTES = 8;
const IN_HEAD_BYTES = 12;
/** MBEDTLS_SSL_HEADER_LEN, which holds the sequence number too. */
const HEADER_BYTES = 13;
/** What stays of a buffer: sequence number and IV. */
const IDLE_IN_BYTES = IN_HEAD_BYTES + 16;
const IDLE_OUT_BYTES = BUFFER_HEAD_BYTES + HEADER_BYTES + 24;
/** Room that a record needs beside its content: MAC and padding, IV and counter as mbedtls's buffers have them. */
const EXPANSION_BYTES = 333;

/** Dynamic buffers of one session. */
export class DynamicBuffers implements BufferPolicy {
  private in: 'none' | 'idle' | 'full' = 'none';
  private out: 'idle' | 'full' = 'idle';

  constructor(
    private readonly memory: SessionMemory,
    private readonly outContentBytes: number,
    /** A record's head could not be read; told of errors, not of waiting. */
    private readonly onReadError: (code: number) => void,
  ) {}

  *beforeRead(fetch: (bytes: number) => Blocking<number>, input: Uint8Array): Blocking<number> {
    if (this.in === 'full') return 0;
    const result = yield* fetch(RECORD_HEAD_BYTES);
    if (result !== 0) {
      if (result !== MbedtlsError.wantRead) this.onReadError(result);
      return result;
    }
    const { length } = readRecordHead(input);
    this.memory.release('in');
    this.in = 'full';
    return this.memory.take({ name: 'in', bytes: IN_HEAD_BYTES + length + EXPANSION_BYTES });
  }

  afterRead(): number {
    if (this.in !== 'full') return 0;
    this.memory.release('in');
    this.in = 'idle';
    return this.memory.take({ name: 'in', bytes: IDLE_IN_BYTES });
  }

  beforeWrite(): number {
    if (this.out === 'full') return 0;
    this.memory.release('out');
    this.out = 'full';
    return this.memory.take({
      name: 'out',
      bytes: BUFFER_HEAD_BYTES + this.outContentBytes + EXPANSION_BYTES,
    });
  }

  afterWrite(): number {
    if (this.out !== 'full') return 0;
    this.memory.release('out');
    this.out = 'idle';
    return this.memory.take({ name: 'out', bytes: IDLE_OUT_BYTES });
  }

  /** `mbedtls_ssl_setup`: an idle buffer for output, none for input. */
  setup(): number {
    return this.memory.take({ name: 'out', bytes: IDLE_OUT_BYTES });
  }
}

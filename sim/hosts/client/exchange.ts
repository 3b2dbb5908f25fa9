/** One HTTP request of a client and what comes back. */

import type { AnswerRecord } from '../../kernel/trace.js';
import { HttpAnswer } from './http-answer.js';

/** Why a request has no complete answer. */
export type ExchangeError = NonNullable<AnswerRecord['error']>;

/** A request, its answer and its times in virtual µs. */
export class Exchange {
  readonly answer: HttpAnswer;
  firstByteUs: number | undefined;
  /** Set when it is over, one way or the other. */
  endUs: number | undefined;
  error: ExchangeError | undefined;

  constructor(
    readonly method: string,
    readonly path: string,
    readonly startUs: number,
    /** SYN to established, for the first request of a connection. */
    private readonly connectUs: number | undefined,
  ) {
    this.answer = new HttpAnswer(method);
  }

  get isOver(): boolean {
    return this.endUs !== undefined;
  }

  /** Answered in full. */
  get isAnswered(): boolean {
    return this.isOver && this.error === undefined;
  }

  /** The trace's view of it; only when it is over. */
  record(client: string, port: number): AnswerRecord {
    const { answer, method, path, startUs, firstByteUs, endUs = startUs, error, connectUs } = this;
    return {
      t: endUs,
      k: 'answer',
      c: client,
      port,
      method,
      path,
      ...(error === undefined ? { status: answer.status } : { error }),
      ...(connectUs === undefined ? {} : { connectUs }),
      ...(firstByteUs === undefined ? {} : { ttfbUs: firstByteUs - startUs }),
      totalUs: endUs - startUs,
      bytes: answer.bodyBytes,
    };
  }
}

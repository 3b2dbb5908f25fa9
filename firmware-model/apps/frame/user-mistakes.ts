/** What people who write a module of their own get wrong, told with its place: fields, amounts, a forgotten `yield*`. */

import { scalarText } from '../../../sim/document/value-text.js';
import { suggestion } from '../../../sim/document/suggest.js';
import { UserAppError, type WrittenCode } from '../../../sim/kernel/errors.js';
import type { Kernel } from '../../../sim/kernel/kernel.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import type { CallWatch } from './call-watch.js';

/** In C a field that a struct does not have would not compile. */
export function checkFields(what: string, given: object, known: readonly string[]): void {
  const name = Object.keys(given).find((one) => !known.includes(one));
  if (name !== undefined)
    throw new UserAppError(`${what} has no field "${name}": ${suggestion(name, known)}`, {
      cause: new Error('given here'),
      written: name,
    });
}

/** A time that a module gives: a number, and not a negative one. */
export function amountOf(name: string, amount: unknown): number {
  if (typeof amount === 'number' && amount >= 0 && Number.isFinite(amount)) return amount;
  const cause = new Error('called here');
  throw new UserAppError(`${name}(${scalarText(amount)}): expected a number from 0`, { cause });
}

/** Which argument of a function is a length in bytes; in C a call without it would not compile. */
const LENGTHS: Readonly<Record<string, number>> = {
  httpd_resp_send: 2,
  httpd_resp_send_chunk: 2,
  httpd_send: 2,
  httpd_req_recv: 2,
  httpd_ws_recv_frame: 2,
  httpd_req_get_url_query_str: 2,
  httpd_req_get_hdr_value_str: 3,
  httpd_socket_send: 3,
  httpd_socket_recv: 3,
};

/** The same functions, each of which refuses a call without the length that it needs. */
export function withLengths<T extends object>(api: T): T {
  const entries = Object.entries(LENGTHS).map(([name, index]) => {
    const call = (api as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>)[name]!;
    return [name, (...args: readonly unknown[]) => call(...withLength(name, index, args))] as const;
  });
  return { ...api, ...Object.fromEntries(entries) };
}

function withLength(name: string, index: number, args: readonly unknown[]): readonly unknown[] {
  const length = args[index];
  if (typeof length === 'number' && Number.isInteger(length)) return args;
  const all = name.startsWith('httpd_resp_') ? ', or esp.HTTPD_RESP_USE_STRLEN for the whole text' : '';
  throw new UserAppError(
    `${name}: expected a length in bytes${all} as argument ${index + 1}, got ${scalarText(length)}`,
    { cause: new Error('called here') },
  );
}

/** A function of a module's that the firmware calls: its body may be a generator; a promise has no place in virtual time. */
export class WatchedFunction {
  /** Made where the module hands it over, so that a complaint has a line where the function's own is not found. */
  private readonly cause = new Error('registered here');

  constructor(
    /** `the handler of /log`. */
    private readonly who: string,
    /** How it is written: `*handler(req)`. */
    private readonly form: string,
    private readonly code: WrittenCode,
    private readonly kernel: Kernel,
    private readonly calls: CallWatch,
  ) {}

  /** Calls it; the number that it returns. */
  *run(call: () => unknown): Blocking<number> {
    const earlier = this.calls.pending;
    let result: unknown;
    let isGenerator = false;
    try {
      result = call();
      if (isBlocking(result)) {
        isGenerator = true;
        result = yield* this.steps(result);
      }
    } catch (error) {
      if (!(error instanceof Error)) this.fail(`threw ${scalarText(error)}, no Error`);
      throw error;
    }
    const forgotten = this.calls.pending.find((one) => !earlier.includes(one));
    if (forgotten !== undefined) {
      const { name, place } = forgotten;
      this.fail(`called ${name}() without yield*, and so it did nothing: write yield* ${name}(…)`, place);
    }
    if (typeof result === 'number') return result;
    const what = isPromise(result) ? 'a promise' : scalarText(result);
    const cure = isGenerator
      ? 'end it with return 0; for success, another number for failure'
      : `write ${this.form} {…} and yield* every call that can block`;
    return this.fail(`returned ${what}; ${cure}`);
  }

  private fail(what: string, place?: Error): never {
    const where = place === undefined ? { cause: this.cause, written: this.code } : { cause: place };
    throw new UserAppError(`${this.who} ${what}`, where);
  }

  /** What it yields must come from the calls that block, by `yield*`. */
  private *steps(body: Blocking<unknown>): Blocking<unknown> {
    const { kernel, calls } = this;
    for (;;) {
      const { done, value } = body.next() as IteratorResult<unknown, unknown>;
      if (done === true) return value;
      const call = calls.of(value);
      if (call !== undefined) this.fail(`has yield ${call.name}(…): write yield*`, call.place);
      const isWaiting = kernel.current?.state !== 'running' || kernel.mustYield();
      if (value !== undefined || !isWaiting)
        this.fail('has a yield that waits for nothing: write yield* before a call');
      yield;
    }
  }
}

function isBlocking(value: unknown): value is Blocking<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value;
}

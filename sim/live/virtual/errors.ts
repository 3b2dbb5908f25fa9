/** How a run with real clients can end before its body: each says what was left, so that one sees what was waited for. */

import { secondsText } from '../../outcomes/time-text.js';

/** What the body may have been waiting for. */
export interface Leftovers {
  /** Timers on the virtual clock: `setTimeout 30 s`. */
  readonly timers: readonly string[];
  /** Open sockets: `tab1 192.168.4.2:80 established`. */
  readonly connections: readonly string[];
  /** Work that holds virtual time. */
  readonly holds: readonly string[];
}

/** A run could not go on. */
export class VirtualRunError extends Error {
  override readonly name: string = 'VirtualRunError';

  constructor(
    message: string,
    readonly timeUs: number,
    readonly left: Leftovers,
  ) {
    super([message, ...leftLines(left)].join('\n'));
  }
}

/** Virtual time has come to its end before the body. */
export class EndOfVirtualTimeError extends VirtualRunError {
  override readonly name = 'EndOfVirtualTimeError';

  constructor(timeUs: number, left: Leftovers) {
    super(
      `the end of virtual time, ${secondsText(timeUs)}, has come before the end of the body`,
      timeUs,
      left,
    );
  }
}

/** Nothing will ever happen any more. */
export class NothingLeftError extends VirtualRunError {
  override readonly name = 'NothingLeftError';

  constructor(timeUs: number, left: Leftovers) {
    super(
      `at ${secondsText(timeUs)} nothing is left to happen, and the body still waits for something`,
      timeUs,
      left,
    );
  }
}

/** The device has crashed, or hangs. */
export class DeviceStoppedError extends VirtualRunError {
  override readonly name = 'DeviceStoppedError';

  constructor(how: string, timeUs: number, left: Leftovers) {
    super(`the device ${how} at ${secondsText(timeUs)}, before the end of the body`, timeUs, left);
  }
}

/** Virtual time was held for too long. */
export class HeldTooLongError extends VirtualRunError {
  override readonly name = 'HeldTooLongError';

  constructor(seconds: number, timeUs: number, left: Leftovers) {
    super(`virtual time has been held at ${secondsText(timeUs)} for ${seconds} s of real time`, timeUs, left);
  }
}

/** JavaScript runs on and on at one virtual instant. */
export class SpinningError extends VirtualRunError {
  override readonly name = 'SpinningError';
}

/** What keeps a run from beginning. */
export class NotPossibleError extends Error {
  override readonly name = 'NotPossibleError';
}

function leftLines({ timers, connections, holds }: Leftovers): string[] {
  const line = (what: string, list: readonly string[]): string[] =>
    list.length === 0 ? [] : [`  ${what}: ${list.join(', ')}`];
  const lines = [...line('timers', timers), ...line('connections', connections), ...line('held by', holds)];
  return lines.length > 0 ? lines : ['  no timer and no connection is left'];
}

/**
 * One run again and again, each time with another call refused: the first, second … of each socket call, and of all
 * allocations. What firmware does when a call fails, places that scenarios rarely come by, and cases of the real code never.
 */

import { createHash } from 'node:crypto';
import * as errno from '../../sim/lwip/core/errno.js';
import { Memory } from '../../sim/lwip/core/memory.js';
import { Sockets } from '../../sim/lwip/sockets/sockets.js';
import type { Kernel } from '../../sim/kernel/kernel.js';
import type { Scenario } from '../../sim/language/scenario.js';

/** What each call fails with here: an error that it can have. */
const CALLS = {
  socket: errno.ENFILE,
  bind: errno.EADDRINUSE,
  listen: errno.ENOMEM,
  accept: errno.ENFILE,
  connect: errno.EHOSTUNREACH,
  recv: errno.ECONNRESET,
  send: errno.ECONNABORTED,
  sendto: errno.ENOMEM,
  recvDatagram: errno.EIO,
  select: errno.EBADF,
  poll: errno.EBADF,
  shutdown: errno.ENOTCONN,
  setsockopt: errno.EINVAL,
  getSocketError: errno.EBADF,
  getpeername: errno.ENOTCONN,
  getsockname: errno.EBADF,
} as const;
type Call = keyof typeof CALLS;
/** Calls that answer with nothing when they fail; all others with -1. */
const WITHOUT_ANSWER: readonly Call[] = ['recvDatagram', 'getpeername', 'getsockname'];
const ALLOCATION = 'allocation';
/** How many calls of a kind are refused, one a run: the first ones, and the first allocations. */
const REFUSED_CALLS = 5;
const REFUSED_TRANSFERS = 20;
const TRANSFERS: readonly string[] = ['recv', 'send', 'select'];
const REFUSED_ALLOCATIONS = 80;

/** A prototype, private methods and all. */
type Inner = Record<string, (this: { env: { kernel: Kernel } }, ...args: unknown[]) => unknown>;

/** Refuses one call of a kind while `run` runs; whether it came to that. */
function refusing(what: Call | typeof ALLOCATION, nth: number, run: () => void): boolean {
  let calls = 0;
  const prototype: unknown = what === ALLOCATION ? Memory.prototype : Sockets.prototype;
  const home = prototype as Inner;
  const name = what === ALLOCATION ? 'charge' : what;
  const original = home[name]!;
  const { sendNow } = home;
  // What would be sent at once is to come by here, too.
  if (what === 'send') home['sendNow'] = () => undefined;
  home[name] = function (...args) {
    if (++calls !== nth) return original.apply(this, args);
    return what === ALLOCATION ? false : failed(this.env.kernel, what);
  };
  try {
    run();
  } finally {
    home[name] = original;
    home['sendNow'] = sendNow!;
  }
  return calls >= nth;
}

/** A call that fails at once. */
function* failed(kernel: Kernel, call: Call): Generator<void, unknown, void> {
  kernel.current!.errno = CALLS[call];
  return WITHOUT_ANSWER.includes(call) ? undefined : -1;
}

/**
 * The runs' consoles, and a digest of everything else that they do: a line a run, and its console's lines.
 *
 * @param linesOf Everything that a run does.
 */
export function refusalsOf(scenario: Scenario, linesOf: (scenario: Scenario) => string[]): string[] {
  const told: string[] = [];
  for (const what of [...(Object.keys(CALLS) as Call[]), ALLOCATION] as const) {
    const most =
      what === ALLOCATION
        ? REFUSED_ALLOCATIONS
        : TRANSFERS.includes(what)
          ? REFUSED_TRANSFERS
          : REFUSED_CALLS;
    for (let nth = 1; nth <= most; nth++) {
      let lines: string[] = [];
      if (!refusing(what, nth, () => (lines = linesOf(scenario)))) break;
      const digest = createHash('sha256').update(lines.join('\n')).digest('base64url').slice(0, 16);
      told.push(`${what} ${nth} refused: ${digest}`, ...lines.filter(isTold));
    }
  }
  return told;
}

function isTold(line: string): boolean {
  return line.includes('"k":"log"') || line.includes('"k":"panic"') || line.includes('"k":"end"');
}

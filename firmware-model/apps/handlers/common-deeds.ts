/** What handlers of every firmware can do: the device's console, memory, clock, locks and sockets. */

import { US_PER_MS } from '../../../sim/kernel/units.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import type { HandlerDeed } from '../../../sim/document/handlers.js';
import { delayMs } from '../frame/app.js';
import { callOut } from './call-out.js';
import { TAG, type DeedHome } from './deed-home.js';
import type { HandlerState } from './handler-state.js';

/** What such a deed came to. */
export type CommonResult = 'ok' | 'failed' | 'no-memory' | 'no-such-block';

/** Does the deed; undefined when it is one of the firmware's own. */
export function* commonDeed(
  home: DeedHome,
  state: HandlerState,
  deed: HandlerDeed,
): Blocking<CommonResult | undefined> {
  const { log, kernel } = home;
  const result = (isDone: boolean): CommonResult => (isDone ? 'ok' : 'failed');
  switch (deed.do) {
    case 'log':
      log[deed.level === 'E' ? 'e' : deed.level === 'W' ? 'w' : 'i'](deed.tag ?? TAG, deed.text);
      return 'ok';
    case 'delay':
      yield* delayMs(home, deed.us / US_PER_MS);
      return 'ok';
    case 'compute':
      if (home.cpu !== undefined) yield* home.cpu.compute(deed.us);
      else if (kernel.blockCurrent(undefined, kernel.nowUs + deed.us, 'computing')) yield;
      return 'ok';
    case 'alloc':
      if (state.alloc(deed.bytes)) return 'ok';
      log.e(TAG, `malloc of ${deed.bytes} bytes failed`);
      return 'no-memory';
    case 'free':
      return state.free(deed.bytes) ? 'ok' : 'no-such-block';
    case 'lock':
      return result(yield* state.lock(deed.name, deed.timeoutUs));
    case 'unlock':
      return result(yield* state.unlock(deed.name));
    case 'call':
      return result(yield* callOut(home, deed));
    case 'close_fd':
      return result((yield* home.sockets.close(deed.fd)) === 0);
    case 'set':
      state.flags.add(deed.name);
      return 'ok';
    default:
      return undefined;
  }
}

/** Passes the turn on after a round of an endless loop that took no time: the kernel sees by its switches that it spins. */
export function* afterRound({ kernel }: DeedHome, times: number, begunUs: number): Blocking<void> {
  if (times === Infinity && kernel.nowUs === begunUs) yield* kernel.sleepTicks(0, 'a loop that never waits');
}

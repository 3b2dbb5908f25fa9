/** What the program of a real client is given. */

import type { RealClient } from '../client.js';
import type { Twin } from '../twin.js';

/** The argument of a module's function: one client, and the device as it sees it. */
export interface ProgramContext {
  /** The client in the forms that libraries take: `createConnection`, `agent`, `dispatcher`, `fetch` … */
  readonly client: RealClient;
  /** The device: `url('/')`, `wsUrl('/ws')`, `secureWsUrl('/ws')`, `sleep(ms)`, `nowMs`. */
  readonly device: Pick<
    Twin,
    | 'address'
    | 'url'
    | 'wsUrl'
    | 'secureUrl'
    | 'secureWsUrl'
    | 'certificate'
    | 'sleep'
    | 'nowMs'
    | 'nowUs'
    | 'hold'
  >;
  /** `settings` of the group. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Which of its group it is, from 0. */
  readonly index: number;
}

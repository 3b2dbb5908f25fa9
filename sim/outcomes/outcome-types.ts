/** What a report says about a connection, and what stopped it. */

import type { ExchangeReport } from './exchanges/exchange-types.js';
import type { Outcome } from './outcome-words.js';
import type { ClientTally } from './tally/client-tally.js';
import type { WaitPart } from './waits/waits.js';

/** What stopped somebody. */
export interface Cause {
  /** As in `usage` records (`sessions :80`, `sockets`), or `link`, `client`, `device`, `task httpd`, `listener :80`. */
  readonly resource: string;
  /** Units in use then; as many as there are holders unless said. */
  readonly used?: number;
  /** Absent for what is not counted. */
  readonly size?: number;
  /** The option that sets the size. */
  readonly option?: string;
  /** Since when it has been full. */
  readonly sinceUs?: number;
  /** Who held it then: clients or parts of the device, one entry a unit. */
  readonly holders: readonly string[];
  /** What the holders were worth: `tab1, tab2 idle since 0.4 s`, `phone vanished at 3.2 s`. */
  readonly worth?: readonly string[];
  /** What happened because of it. */
  readonly effect: string;
  /** What is behind it. */
  readonly because?: Cause;
}

/** How a connection ended, where it did. */
export interface Ending {
  readonly by: 'client' | 'device' | 'link';
  /** `FIN`, `RST`, `vanished`, `forgotten`, `timed out`. */
  readonly how: string;
  readonly timeUs: number;
  /** The device's reason, where the trace gives one. */
  readonly why?: string;
}

/** What became of one connection. */
export interface ConnectionOutcome {
  readonly client: string;
  /** 1 for the client's first connection. */
  readonly number: number;
  /** `c1`, or `c1#2` where the client has several. */
  readonly label: string;
  /** The client's port. */
  readonly port: number;
  readonly openedUs: number;
  readonly connectedUs: number | undefined;
  readonly outcome: Outcome;
  /** Its client got all that it asked for, whatever came later. */
  readonly isContent: boolean;
  /** Of the last thing that decided it; undefined while it goes on. */
  readonly endedUs: number | undefined;
  readonly ending: Ending | undefined;
  /** HTTP status of the first answer. */
  readonly status: number | undefined;
  /** Missing for who got what it asked for, and for a client that gave up while nothing stopped it. */
  readonly cause: Cause | undefined;
  /** What kept it waiting for long, where it got what it asked for in the end. */
  readonly delay?: Cause;
  /** What keeps its newest message from an answer that it is not known to wait for. */
  readonly unheard?: Cause;
  /** What it asked; of very many only the newest. */
  readonly exchanges: readonly ExchangeReport[];
  /** The others, as numbers. @internal */
  readonly folded?: ClientTally;
  /** What it waited for before it asked anything. */
  readonly waits: readonly WaitPart[];
}

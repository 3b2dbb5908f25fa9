/** `server`, `port`: whether the servers of the device run. */

import { port, word } from '../../document/fields.js';
import type { ServerRecord } from '../../kernel/trace.js';
import type { Judge, JudgeContext, Reading } from '../judge.js';
import { expectation } from '../kind.js';

const SERVER_STATES = ['running', 'stopped', 'failed'] as const;

/** What its keys are read into. */
export interface ServerCondition {
  readonly state: (typeof SERVER_STATES)[number];
  /** undefined: any. */
  readonly port: number | undefined;
}

const STATE_OF: Readonly<Record<ServerRecord['ev'], ServerCondition['state']>> = {
  start: 'running',
  stop: 'stopped',
  failed: 'failed',
};

export const server = expectation({
  keys: () => ({
    server: word(SERVER_STATES, 'What the server is.').optional(),
    port: port("The server's port. Default: any").optional(),
  }),
  span: 'now',
  read({ server: state, port: own }, reader): ServerCondition[] {
    if (state !== undefined) return [{ state, port: own }];
    if (own !== undefined) reader.complain('port', 'conflict', 'port: goes with server');
    return [];
  },
  text: ({ state, port: own }) => `the server${own === undefined ? '' : ` on port ${own}`} is ${state}`,
  judge,
});

/** Follows the servers. */
function judge({ state, port: own }: ServerCondition, { simulation }: JudgeContext): Judge {
  const newest = new Map<number, ServerRecord>();
  simulation.trace.subscribe(['server'], (record) => {
    if (record.k === 'server' && (own === undefined || own === record.port)) newest.set(record.port, record);
  });
  return {
    read: (): Reading => {
      const all = [...newest.values()];
      const words = all.map(
        ({ ev, port: at, why }) => `:${at} ${STATE_OF[ev]}${why === undefined ? '' : ` (${why})`}`,
      );
      return {
        holds: all.some(({ ev }) => STATE_OF[ev] === state),
        seen: words.length === 0 ? 'not started' : words.join(', '),
      };
    },
  };
}

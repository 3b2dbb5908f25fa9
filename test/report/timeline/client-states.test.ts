/** In which state a connection was when. */

import { describe, expect, it } from 'vitest';
import type { ExchangeReport } from '../../../sim/outcomes/exchanges/exchange-types.js';
import { markOf, statesOf, type LivedConnection } from '../../../sim/report/timeline/client-states.js';

const END = 1000;
const BASE: LivedConnection = { openedUs: 10, connectedUs: 20, outcome: 'served' };

function exchange(askedUs: number, firstByteUs?: number, endedUs?: number): ExchangeReport {
  const times = { startUs: askedUs, askedUs, firstByteUs, endedUs };
  const answer = { outcome: 'answered', status: 200, bytes: 0, ofBytes: 0, waits: [] } as const;
  return { kind: 'request', method: 'GET', path: '/', ...times, ...answer };
}

function states(connection: LivedConnection, exchanges: ExchangeReport[] = [], hasSessions = true): string {
  return statesOf(connection, exchanges, END, hasSessions)
    .map(({ state, fromUs, toUs }) => `${state} ${fromUs}-${toUs}`)
    .join(', ');
}

describe('states of a connection', () => {
  it('who is not connected is connecting', () => {
    expect(states({ openedUs: 10, outcome: 'unanswered' })).toBe('connecting 10-1000');
  });

  it('who has no session is in the backlog, whatever it has asked', () => {
    expect(states({ ...BASE, outcome: 'waiting' }, [exchange(30)])).toBe('connecting 10-20, backlog 20-1000');
  });

  it('in a session: idle, waiting, being answered', () => {
    expect(states({ ...BASE, sessions: [25, -1] }, [exchange(30, 40, 60)])).toBe(
      'connecting 10-20, backlog 20-25, session 25-30, waiting 30-40, answering 40-60, session 60-1000',
    );
  });

  it('a session outlives its client', () => {
    const ending = { by: 'client', how: 'vanished', timeUs: 100 } as const;
    expect(states({ ...BASE, sessions: [25, 400], ending })).toBe(
      'connecting 10-20, backlog 20-25, session 25-100, held 100-400',
    );
  });

  it('nothing comes after the end', () => {
    const ending = { by: 'device', how: 'FIN', timeUs: 100 } as const;
    expect(states({ ...BASE, sessions: [25, 90], ending }, [exchange(200)])).toBe(
      'connecting 10-20, backlog 20-25, session 25-90, backlog 90-100',
    );
  });

  it('what the device opens waits for nobody', () => {
    expect(states({ ...BASE, byDevice: true })).toBe('outgoing 10-1000');
  });

  it('a device without sessions has no backlog', () => {
    expect(states(BASE, [], false)).toBe('connecting 10-20, session 20-1000');
  });
});

describe('how it ended', () => {
  it.each([
    ['client', 'vanished', 'served', 'vanished'],
    ['device', 'RST', 'reset', 'reset'],
    ['device', 'RST to its SYN', 'refused', 'refused'],
    ['device', 'FIN', 'purged', 'purged'],
    ['link', 'timed out', 'unanswered', 'timeout'],
    ['client', 'closed', 'served', 'closed'],
  ] as const)('by the %s, %s: a mark', (by, how, outcome, mark) => {
    expect(markOf({ ...BASE, outcome, ending: { by, how, timeUs: 5 } })).toBe(mark);
  });

  it('goes on: none', () => {
    expect(markOf(BASE)).toBeUndefined();
  });
});

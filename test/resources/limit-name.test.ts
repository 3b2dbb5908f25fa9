/** Names of limits: their text, made and read; holders in words. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineLimit, limitDefinitions } from '../../sim/resources/definition.js';
import { HEAP, RECV_MBOX, SESSIONS } from '../../sim/resources/definitions.js';
import { holderNames, holderText } from '../../sim/resources/holder.js';
import {
  isMeant,
  isSameLimit,
  limitText,
  ofPort,
  parseLimitName,
  portOf,
} from '../../sim/resources/limit-name.js';

describe('the name of a limit', () => {
  it.each([
    ['sessions :80', { kind: 'sessions', of: ':80' }],
    ['sessions', { kind: 'sessions' }],
    ['heap', { kind: 'heap' }],
    ['recv mbox c1', { kind: 'recv mbox', of: 'c1' }],
    ['recv mbox udp :32768', { kind: 'recv mbox udp', of: ':32768' }],
    ['MEMP_TCP_PCB', { kind: 'MEMP_TCP_PCB' }],
    ['MEMP_TCP_PCB_LISTEN', { kind: 'MEMP_TCP_PCB_LISTEN' }],
  ])('%s', (text, name) => {
    expect(parseLimitName(text)).toEqual(name);
    expect(limitText(name)).toBe(text);
  });

  it.each(['', 'session', 'sessions:80', 'heaps', 'mbox c1', ' heap'])('is not %j', (text) => {
    expect(parseLimitName(text)).toBeUndefined();
  });

  it('of every kind survives being written and read', () => {
    const kinds = limitDefinitions().filter(({ kind }) => kind !== RECV_MBOX.kind);
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.string({ minLength: 1 }), ({ kind, per }, whose) => {
        const name = per === 'device' ? { kind } : { kind, of: whose };
        expect(parseLimitName(limitText(name))).toEqual(name);
      }),
    );
  });

  it('is another one for another kind or owner; a kind alone means any owner', () => {
    const name = { kind: 'backlog', of: ofPort(80) };
    expect(portOf(name)).toBe(80);
    expect(portOf({ kind: 'recv mbox', of: 'c1' })).toBeUndefined();
    expect(isSameLimit(name, { kind: 'backlog', of: ':80' })).toBe(true);
    expect(isSameLimit(name, { kind: 'backlog', of: ':81' })).toBe(false);
    expect(isSameLimit(name, { kind: 'backlog' })).toBe(false);
    expect(isMeant(name, { kind: 'backlog' })).toBe(true);
    expect(isMeant(name, { kind: 'backlog', of: ':81' })).toBe(false);
    expect(isMeant(name, { kind: 'sessions' })).toBe(false);
  });

  it('belongs to one definition', () => {
    expect(() => defineLimit(SESSIONS)).toThrow('defined already');
    const kinds = limitDefinitions().map(({ kind }) => kind);
    expect(new Set(kinds).size).toBe(kinds.length);
  });
});

describe('holders', () => {
  const client = { kind: 'client', name: 'c1', port: 49_152, since: 5 } as const;

  it('have names, and say what they are where that is not plain', () => {
    expect(holderText(client)).toBe('c1');
    expect(holderText({ ...client, state: 'established' })).toBe('c1 (established)');
    expect(holderText({ ...client, kind: 'time-wait', until: 9 })).toBe('c1 (time-wait)');
    expect(holderText({ kind: 'part', name: 'listener :80' })).toBe('listener :80');
  });

  it('are named once for each unit, but not for each byte', () => {
    const holders = [
      { ...client, units: 3 },
      { ...client, name: 'c2' },
    ];
    expect(holderNames({ kind: RECV_MBOX.kind, of: 'c1' }, holders)).toEqual(['c1', 'c1', 'c1', 'c2']);
    expect(holderNames({ kind: HEAP.kind }, holders)).toEqual(['c1', 'c2']);
  });
});

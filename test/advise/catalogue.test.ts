import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { CURES } from '../../sim/advise/catalogue/catalogue.js';
import { OTHER_CAUSES } from '../../sim/outcomes/other-causes.js';
import { OUTCOMES } from '../../sim/outcomes/outcome-words.js';
import { limitDefinitions } from '../../sim/resources/definition.js';
import '../../sim/resources/definitions.js';

const WAITS = ['link', 'loss', 'outage', 'limit', 'task', 'handler', 'device', 'nagle', 'cpu', 'tls'];
const STATES = [
  'slow',
  'stall',
  'stall in recv',
  'stall in send',
  'lost',
  'crash',
  'livelock',
  'vanished',
  'idle',
  'TIME_WAIT',
];
const KINDS = limitDefinitions().map(({ kind }) => kind);
const KNOWN = new Set<string>([
  ...KINDS,
  ...OTHER_CAUSES.map(({ kind }) => kind),
  ...OUTCOMES,
  ...WAITS,
  ...STATES,
  ...[408, 411, 413, 414, 431, 503].map((status) => `status ${status}`),
]);

/** Limits that no cure is needed for. */
const UNCURED: Readonly<Record<string, string>> = {
  wsi: 'the socket table is the limit',
  netconn: 'memory or MEMP_NETCONN is the limit',
  tcp_active: 'memory or MEMP_TCP_PCB is the limit',
  tcp_tw: 'memory is the limit',
  tcp_listen: 'memory or MEMP_TCP_PCB_LISTEN is the limit',
  'send buffer': 'a client that does not read fills any: the cures are against a task that stalls in send',
  'send queue': 'as the send buffer',
  ooseq: 'nobody is turned away: what does not fit is sent again',
  'header table': 'the programs of the SDK set no other size',
  'tls sessions': 'a restriction that somebody sets on purpose',
  'tls handshakes': 'a restriction that somebody sets on purpose',
  'loop queue': 'no option of ESP-IDF sets it',
  'wishes of other tasks':
    'the program asks for it in its own loop (scenarios/w800-own-wake-up-in-the-loop.yaml)',
  'recv mbox': 'nobody is turned away: what does not fit is sent again',
};

describe('the catalogue of cures', () => {
  it('names each cure once', () => {
    const names = CURES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(CURES.map((cure) => [cure.name, cure] as const))('%s is complete', (_, cure) => {
    for (const text of [cure.title, cure.about, cure.costs, cure.source]) expect(text).not.toBe('');
    expect(cure.against.filter((symptom) => !KNOWN.has(symptom))).toEqual([]);
    const files = [...cure.source.matchAll(/(?:docs|scenarios)\/[\w/.-]+\.(?:md|mjs)/g)].map(
      ([file]) => file,
    );
    const missing = files.filter((file) => !existsSync(join(import.meta.dirname, '../..', file)));
    expect(missing).toEqual([]);
  });

  it('has something against every limit', () => {
    const against = new Set(CURES.flatMap((cure) => cure.against));
    const bare = KINDS.filter((kind) => !against.has(kind));
    expect(bare.filter((kind) => !(kind in UNCURED))).toEqual([]);
  });
});

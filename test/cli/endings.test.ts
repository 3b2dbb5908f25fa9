/** A device that hangs in one instant ends the run with an exit status of its own. */

import { describe, expect, it } from 'vitest';
import { cli, Workplace } from './fixture.js';

const LIVELOCK = `name: hangs
device:
  profile: esp32-idf-v5.3
  apps: [async]
  httpd: { max_open_sockets: 1, lru_purge_enable: true }
until: 80s
timeline:
  - { at: 100ms, client: c1, do: connect }
  - { at: 200ms, client: c1, do: http, method: GET, path: /long }
  - { at: 2s, client: c2, do: connect }
`;

describe('a livelock', () => {
  it.each(['replay', 'check'])(
    '%s: ends with 4 when nothing expects it, and names task and loop',
    async (command) => {
      const { status, out } = await cli([command, new Workplace().file('hangs.yaml', LIVELOCK)]);
      expect(status).toBe(4);
      expect(out).toMatch(/httpd.*(?:stops|httpd_sess_close_lru)/);
    },
  );

  it('with an expectation that asks for it: 0', async () => {
    const text = `${LIVELOCK}expect:\n  - { livelock: true }\n`;
    const { status } = await cli(['replay', new Workplace().file('hangs.yaml', text)]);
    expect(status).toBe(0);
  });
});

/** Tables of size 0: ESP-IDF's allocator has no block of 0 bytes, so the server does not start. */

import { expect, it } from 'vitest';

import { loadScenario } from '../../../sim/run/load.js';
import { Simulation } from '../../../sim/run/simulation.js';

const TEXTS = {
  max_open_sockets: 'HTTP session data',
  max_uri_handlers: 'HTTP URI handlers',
  max_resp_headers: 'HTTP response headers',
};

it.each(Object.entries(TEXTS))(
  '%s: 0 keeps the server from starting, and a client is refused',
  (option, text) => {
    const simulation = new Simulation(
      loadScenario({
        text:
          `device: { profile: esp32-idf-v5.3, apps: [simple], httpd: { ${option}: 0, lru_purge_enable: true } }\n` +
          'until: 3s\ntimeline: [{ at: 1s, client: c1, do: connect }]\n',
      }),
      { heapRecords: true },
    );
    const seen: string[] = [];
    const heap: (number | 'res' | undefined)[] = [];
    simulation.trace.subscribe(['log', 'cli', 'res'], (record) => {
      if (record.k === 'log' && record.tag === 'httpd') seen.push(record.msg);
      if (record.k === 'cli') seen.push(record.ev);
      if (record.k === 'res') heap.push(record['heap']);
    });
    expect(simulation.run().end).toBe('until');
    expect(seen).toEqual([`httpd_create: Failed to allocate memory for ${text}`, 'refused']);
    expect(heap.at(-1), 'what it had taken before is given back').toBe(heap[0]);
  },
);

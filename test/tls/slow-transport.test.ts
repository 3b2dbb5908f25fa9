/**
 * A socket that is full for a moment in the middle of a handshake, or takes a part of a record only: whoever is at the other
 * end gets the same records in the same order, each once.
 */

import { afterEach, describe, expect, it, vi } from 'vitest';
import { EWOULDBLOCK } from '../../sim/lwip/core/errno.js';
import { Sockets } from '../../sim/lwip/sockets/sockets.js';
import type { Kernel } from '../../sim/kernel/kernel.js';
import { loadScenario } from '../../sim/run/load.js';
import { Simulation } from '../../sim/run/simulation.js';
import { own } from '../properties/watched-streams.js';
import { ContentType } from '../../sim/tls/wire/record.js';

const SERVER = `
device: { profile: w800-sdk-2.4, apps: [lws-ws-server], tls: { cert: ec-p256 } }
until: 5s
timeline:
  - { at: 1s, client: c, do: tls_connect }
  - { at: 2s, client: c, do: ws_open, path: /, subprotocol: echo-protocol }
`;
const CLIENT = `
device: { profile: w800-sdk-2.4, apps: [lws-ws-client], tls: { allow_self_signed: false, ca: root-ec } }
until: 5s
timeline:
  - { at: 0s, client: server, do: listen, port: 9000, tls: { cert: ec } }
  - { at: 2s, client: server, do: ws_accept, subprotocol: echo-protocol }
`;

/** A call of the device that is answered differently: how many bytes are taken, or none for the moment. */
type Take = (length: number) => number | undefined;

/** The records of one run as the client saw them, with the nth send answered so. */
function records(text: string, nth: number, take: Take): { readonly told: string[]; readonly sends: number } {
  const original = own(Sockets.prototype, 'send');
  let sends = 0;
  vi.spyOn(Sockets.prototype, 'send').mockImplementation(function* (
    this: Sockets,
    fd,
    data,
    offset,
    length,
    flags,
  ) {
    const taken = ++sends === nth ? take(length) : length;
    if (taken !== undefined) return yield* original.call(this, fd, data, offset, taken, flags);
    (this as unknown as { env: { kernel: Kernel } }).env.kernel.current!.errno = EWOULDBLOCK;
    return -1;
  });
  const simulation = new Simulation(loadScenario({ text: `name: slow\n${text}` }));
  const told: string[] = [];
  simulation.trace.subscribe(['tls'], (record) => {
    if (record.k === 'tls' && record.type !== ContentType.applicationData)
      told.push(JSON.stringify({ ...record, t: 0 }));
  });
  simulation.run();
  vi.restoreAllMocks();
  return { told, sends };
}

afterEach(() => vi.restoreAllMocks());

describe.each([
  ['the server', SERVER],
  ['the client', CLIENT],
])('%s', (_name, text) => {
  const usual = records(text, 0, () => undefined);

  it('has sends to disturb', () => {
    expect(usual.sends).toBeGreaterThan(4);
    expect(usual.told.length).toBeGreaterThan(6);
  });

  it.each(Array.from({ length: usual.sends }, (_, i) => i + 1))(
    'sends once what send %i did not take',
    (nth) => {
      expect(records(text, nth, () => undefined).told).toEqual(usual.told);
      expect(records(text, nth, (length) => Math.ceil(length / 2)).told).toEqual(usual.told);
    },
  );
});

/** A client that tries ports one after the other, as a network scanner's connect scan does. */

import type { Client } from '../../client/client.js';
import type { Script } from '../../client/fiber.js';

/** What it does with a connection that it gets. */
export type OpenPort = 'close' | 'abort' | 'hold';

/** Parameters of {@link portScanner}. */
export interface PortScannerOptions {
  /** In this order. */
  readonly ports: readonly number[];
  /** Time from one SYN to the next. */
  readonly everyUs: number;
  /** How long it waits for the answer to a SYN. */
  readonly patienceUs: number;
  readonly then: OpenPort;
  /** `Infinity`: until the run ends. */
  readonly times: number;
}

/** The script of a scanner. */
export function* portScanner(client: Client, options: PortScannerOptions): Script<void> {
  const { ports, everyUs, times } = options;
  for (let n = 1; n <= times; n++) {
    for (const port of ports) {
      client.fibers.spawn(tryPort(client, port, options));
      yield* client.fibers.sleep(everyUs);
    }
  }
}

function* tryPort(client: Client, port: number, { patienceUs, then }: PortScannerOptions): Script<void> {
  const channel = yield* client.connect(port, client.in(patienceUs));
  if (!channel.isOpen()) {
    channel.giveUp();
  } else if (then === 'close') channel.close();
  else if (then === 'abort') channel.abort();
}

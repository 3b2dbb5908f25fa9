/** Every ready-made behaviour of client groups by its name in scenarios. */

import { httpServer, mqttBroker, type HttpServerOptions } from './answering-host.js';
import { browser, type BrowserOptions } from './browser.js';
import type { Client } from './client.js';
import { dashboard, type DashboardOptions } from './dashboard.js';
import type { Script } from './fiber.js';
import { poller, type PollerOptions } from './poller.js';
import { portScanner, type PortScannerOptions } from './port-scanner.js';
import { reconnectingClient, type ReconnectingClientOptions } from './reconnecting-client.js';
import { slowReader, type SlowReaderOptions } from './slow-reader.js';
import { slowloris, type SlowlorisOptions } from './slowloris.js';

/** A behaviour and its parameters. */
export type Behaviour =
  | { readonly kind: 'browser'; readonly options: BrowserOptions }
  | { readonly kind: 'dashboard'; readonly options: DashboardOptions }
  | { readonly kind: 'poller'; readonly options: PollerOptions }
  | { readonly kind: 'slow-reader'; readonly options: SlowReaderOptions }
  | { readonly kind: 'slowloris'; readonly options: SlowlorisOptions }
  | { readonly kind: 'port-scanner'; readonly options: PortScannerOptions }
  | { readonly kind: 'reconnecting-client'; readonly options: ReconnectingClientOptions }
  | { readonly kind: 'http-server'; readonly options: HttpServerOptions }
  | { readonly kind: 'mqtt-broker'; readonly options: { readonly port: number } };

/** The script of a client that behaves so. */
export function behave(client: Client, behaviour: Behaviour): Script<void> {
  switch (behaviour.kind) {
    case 'browser':
      return browser(client, behaviour.options);
    case 'dashboard':
      return dashboard(client, behaviour.options);
    case 'poller':
      return poller(client, behaviour.options);
    case 'slow-reader':
      return slowReader(client, behaviour.options);
    case 'slowloris':
      return slowloris(client, behaviour.options);
    case 'port-scanner':
      return portScanner(client, behaviour.options);
    case 'reconnecting-client':
      return reconnectingClient(client, behaviour.options);
    case 'http-server':
      return httpServer(client, behaviour.options);
    case 'mqtt-broker':
      return mqttBroker(client, behaviour.options);
  }
}

/** Every ready-made behaviour by its name in scenarios. A new one is a folder here and a line below (CONTRIBUTING.md). */

import type { Client } from '../client/client.js';
import type { Script } from '../client/fiber.js';
import type { BehaviourDefinition } from './behaviour.js';
import { browser } from './browser/browser.js';
import { dashboard } from './dashboard/dashboard.js';
import { httpServer } from './http-server/http-server.js';
import { mqttBroker } from './mqtt-broker/mqtt-broker.js';
import { poller } from './poller/poller.js';
import { portScanner } from './port-scanner/port-scanner.js';
import { reconnectingClient } from './reconnecting-client/reconnecting-client.js';
import { slowReader } from './slow-reader/slow-reader.js';
import { slowloris } from './slowloris/slowloris.js';

const all = {
  browser,
  dashboard,
  poller,
  'slow-reader': slowReader,
  slowloris,
  'port-scanner': portScanner,
  'reconnecting-client': reconnectingClient,
  'http-server': httpServer,
  'mqtt-broker': mqttBroker,
};

type All = typeof all;

/** A behaviour's name. */
export type BehaviourName = keyof All;

/** A behaviour and its parameters, defaults filled in. */
export type Behaviour = {
  [K in BehaviourName]: { readonly kind: K; readonly options: ReturnType<All[K]['read']> };
}[BehaviourName];

/** The behaviours by their names; what the keys of each are read into is for itself to know. */
export const behaviours = all as unknown as Readonly<Record<BehaviourName, BehaviourDefinition>>;

/** All names of behaviours. */
export const BEHAVIOUR_NAMES = Object.keys(all) as [BehaviourName, ...BehaviourName[]];

/** The script of a client that behaves so. */
export function behave(client: Client, { kind, options }: Behaviour): Script<void> {
  return behaviours[kind].run(client, options);
}

/** `mqtt-broker`: the other end of the device's MQTT client. */

import { port } from '../../../document/fields.js';
import { behaviour } from '../behaviour.js';
import { mqttBroker as run } from './program.js';

/** IANA: MQTT without TLS. */
const MQTT_PORT = 1883;

export const mqttBroker = behaviour({
  about: "Serves the device's own connections: an MQTT broker.",
  keys: { port: port('The port on which it listens. Default 1883').optional() },
  read: ({ port: own = MQTT_PORT }) => ({ port: own }),
  run,
});

/** `mqtt-broker`: the other end of the device's MQTT client. */

import { MQTT_PORT } from '../../../wire/ports.js';
import { port } from '../../../document/fields.js';
import { behaviour } from '../behaviour.js';
import { mqttBroker as run } from './program.js';

export const mqttBroker = behaviour({
  about: "Serves the device's own connections: an MQTT broker.",
  withoutTls: 'it serves the device',
  keys: () => ({ port: port('The port on which it listens. Default 1883').optional() }),
  read: ({ port: own = MQTT_PORT }) => ({ port: own }),
  run,
});

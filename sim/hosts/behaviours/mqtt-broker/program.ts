/**
 * An MQTT broker that accepts everybody.
 *
 * Modelled: MQTT 3.1.1 CONNECT, PINGREQ, SUBSCRIBE and QoS 1 PUBLISH with their answers.
 * Absent: authentication, messages from the broker.
 */

import { joined } from '../../../codec/bytes.js';
import type { Client } from '../../client/client.js';
import type { Script } from '../../client/fiber.js';

/** MQTT 3.1.1 packet types (first byte's high half) with their answers. */
const CONNECT = 0x10;
const PUBLISH = 0x30;
const SUBSCRIBE = 0x80;
const PINGREQ = 0xc0;
const TYPE_BITS = 0xf0;
const QOS_BITS = 0x06;
const CONNACK_ACCEPTED = Uint8Array.of(0x20, 2, 0, 0);
const PINGRESP = Uint8Array.of(0xd0, 0);
const PUBACK = 0x40;
const SUBACK = 0x90;
/** Remaining lengths below this take one byte; clients of small devices send no longer packets here. */
const ONE_BYTE_LENGTH = 0x80;

/** Parameters of {@link mqttBroker}. */
export interface MqttBrokerOptions {
  readonly port: number;
}

/** The script of an MQTT broker. */
export function* mqttBroker(client: Client, { port }: MqttBrokerOptions): Script<void> {
  client.listen(port, (channel) => {
    let rest: Uint8Array = new Uint8Array(0);
    channel.onData = (bytes) => {
      rest = joined([rest, bytes]);
      while (rest.length >= 2 && rest[1]! < ONE_BYTE_LENGTH && rest.length >= 2 + rest[1]!) {
        const packet = rest.subarray(0, 2 + rest[1]!);
        rest = rest.subarray(packet.length);
        const answer = brokerAnswer(packet);
        if (answer !== undefined) channel.send(answer);
      }
      // A longer packet is never answered: no more of it is kept.
      if (rest.length > 2 && rest[1]! >= ONE_BYTE_LENGTH) rest = rest.slice(0, 2);
    };
  });
  yield* client.fibers.wait(undefined);
}

function brokerAnswer(packet: Uint8Array): Uint8Array | undefined {
  const type = packet[0]! & TYPE_BITS;
  if (type === CONNECT) return CONNACK_ACCEPTED;
  if (type === PINGREQ) return PINGRESP;
  if (type === SUBSCRIBE) return Uint8Array.of(SUBACK, 3, packet[2]!, packet[3]!, 0);
  if (type !== PUBLISH || (packet[0]! & QOS_BITS) === 0) return undefined;
  const idAt = 2 + 2 + ((packet[2]! << 8) | packet[3]!);
  return Uint8Array.of(PUBACK, 2, packet[idAt]!, packet[idAt + 1]!);
}

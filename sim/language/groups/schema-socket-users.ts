/** `device.socket_users`: what else of the device uses its sockets. */

import * as z from 'zod';

import { duration } from '../../document/duration.js';
import { clientName, int, port, word } from '../../document/fields.js';
import { laterMap } from '../../document/lazy-schema.js';
import { pace } from '../../document/quantity.js';
import { path } from '../../document/http-fields.js';

const MOST_SOCKETS = 253;
const MOST_FILES = 1_000_000;
const MOST_BYTES = 16_777_216;
const MOST_USERS = 100;

const at = () => duration('When it begins; 0s is before the server. Default 0s').optional();
const to = () => clientName('The client that serves it. Default: one that is added for it').optional();

const map = <F extends z.ZodRawShape>(about: string, fields: () => F) =>
  laterMap(() => ({ ...fields(), at: at() }), about, {
    error: () => `expected a map with ${Object.keys(fields()).join(', ')}, at`,
  });

/** Every preset by its name. */
export const socketUsers = {
  mqtt: map('An MQTT client: one connection that stays.', () => ({
    to: to(),
    port: port('Port of the broker. Default 1883').optional(),
    keep_alive: pace('Keepalive; a PINGREQ after half of it. Default 2min').optional(),
    reconnect: pace('From the loss of the connection to the next attempt. Default 10s').optional(),
  })),
  mdns: map('mDNS with its socket back end.', () => ({
    sockets: int(1, MOST_SOCKETS, 'Sockets: one an interface. Default 1').optional(),
  })),
  ota: map('A firmware update: one connection while the image is read.', () => ({
    to: to(),
    port: port('Port of the server. Default 80').optional(),
    path: path('The image. Default /firmware.bin').optional(),
    size: int(1, MOST_BYTES, 'Bytes of the image that the added server has. Default 1000000').optional(),
  })),
  uploader: map('Uploads files over several connections each.', () => ({
    to: to(),
    port: port('Port of the server. Default 80').optional(),
    files: int(1, MOST_FILES, 'How many files. Default 10').optional(),
    connections: int(1, MOST_SOCKETS, 'Connections a file. Default 9').optional(),
    bytes: int(0, MOST_BYTES, 'Bytes sent on each. Default 1000').optional(),
    every: pace('From the end of a file to the next. Default 1s').optional(),
  })),
  holder: map('Anything else that holds sockets.', () => ({
    sockets: int(1, MOST_SOCKETS, 'How many. Default 1').optional(),
    type: word(['udp', 'tcp'], 'Of which kind. Default udp').optional(),
    for: duration('How long. Default: until the end of the run').optional(),
  })),
};

const u = socketUsers;

/** The list under `device.socket_users`. */
export const socketUsersSchema = () =>
  z
    .array(
      z
        .strictObject(
          {
            mqtt: u.mqtt.optional(),
            mdns: u.mdns.optional(),
            ota: u.ota.optional(),
            uploader: u.uploader.optional(),
            holder: u.holder.optional(),
          },
          {
            error: () =>
              'expected a preset: { mqtt: {} }, { mdns: {} }, { ota: {} }, { uploader: {} } or { holder: {} }',
          },
        )
        .describe('One user: { NAME: parameters }.'),
      { error: () => 'expected a list, as in [{ mqtt: {} }, { mdns: {} }]' },
    )
    .max(MOST_USERS)
    .describe(
      'Other users of the sockets. Those that open connections get a client that serves them, unless `to` names one.',
    );

/** The list as written, after the schema's checks. */
export type WrittenSocketUsers = z.output<ReturnType<typeof socketUsersSchema>>;

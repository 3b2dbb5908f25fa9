/** Socket users from the file's form to the runner's, with the clients that serve them. */

import { HTTP_PORT, MQTT_PORT } from '../../wire/ports.js';
import type { SocketUser } from '../../document/socket-users.js';
import type { Behaviour } from '../../hosts/behaviours/registry.js';
import type { Diagnostic } from '../../document/diagnostic.js';
import type { ScenarioDocument } from '../../document/document.js';
import { us } from '../../document/duration.js';
import { diagnosticAt } from '../../document/diagnostic-at.js';
import type { WrittenSocketUsers } from './schema-socket-users.js';
import type { ClientGroup } from './types.js';

type Written = WrittenSocketUsers[number];

const OK = 200;
const IMAGE_BYTES = 1_000_000;
const FILES = 10;
const CONNECTIONS = 9;
const PART_BYTES = 1000;

/** Users, and the groups that are added to serve them. */
export function normalizeSocketUsers(
  written: WrittenSocketUsers,
  document: ScenarioDocument,
): {
  readonly users: readonly SocketUser[];
  readonly servers: readonly ClientGroup[];
  readonly problems: readonly Diagnostic[];
} {
  const users: SocketUser[] = [];
  const servers: ClientGroup[] = [];
  const problems: Diagnostic[] = [];
  written.forEach((one, index) => {
    const path = ['device', 'socket_users', index];
    const given = Object.values(one).filter((parameters) => parameters !== undefined);
    if (given.length !== 1) {
      const hint = 'one preset an entry: [{ mqtt: {} }, { mdns: {} }]';
      problems.push(diagnosticAt(document, path, 'conflict', 'expected exactly one preset', hint));
      return;
    }
    const { user, server } = userOf(one, index);
    users.push(user);
    if (server !== undefined) servers.push(serverGroup(`${user.kind}-server`, index, server));
  });
  return { users, servers, problems };
}

/** The user, and the behaviour of the client that serves it unless one is named. */
function userOf(
  { mqtt, mdns, ota, uploader, holder = {} }: Written,
  index: number,
): { user: SocketUser; server?: Behaviour } {
  if (mqtt !== undefined) {
    const {
      to,
      port = MQTT_PORT,
      keep_alive: keepAliveUs = us('2min'),
      reconnect: reconnectUs = us('10s'),
    } = mqtt;
    const peer = to ?? serverName('mqtt-server', index);
    const user = { kind: 'mqtt', atUs: mqtt.at ?? 0, peer, port, keepAliveUs, reconnectUs } as const;
    return to === undefined ? { user, server: { kind: 'mqtt-broker', options: { port } } } : { user };
  }
  if (mdns !== undefined) return { user: { kind: 'mdns', atUs: mdns.at ?? 0, sockets: mdns.sockets ?? 1 } };
  if (ota !== undefined) {
    const { to, port = HTTP_PORT, path = '/firmware.bin', size = IMAGE_BYTES } = ota;
    const peer = to ?? serverName('ota-server', index);
    const user = { kind: 'ota', atUs: ota.at ?? 0, peer, port, path } as const;
    return to === undefined ? { user, server: answering(port, 'x'.repeat(size)) } : { user };
  }
  if (uploader !== undefined) {
    const { to, port = HTTP_PORT, files = FILES, connections = CONNECTIONS, bytes = PART_BYTES } = uploader;
    const peer = to ?? serverName('uploader-server', index);
    const everyUs = uploader.every ?? us('1s');
    const user = {
      kind: 'uploader',
      atUs: uploader.at ?? 0,
      peer,
      port,
      files,
      connections,
      bytes,
      everyUs,
    } as const;
    return to === undefined ? { user, server: answering(port, '') } : { user };
  }
  const { at = 0, sockets = 1, type = 'udp', for: forUs = Infinity } = holder;
  return { user: { kind: 'holder', atUs: at, sockets, type, forUs } };
}

function answering(port: number, body: string): Behaviour {
  return { kind: 'http-server', options: { port, status: OK, body, afterUs: 0 } };
}

function serverName(name: string, index: number): string {
  return `${name}${index + 1}`;
}

function serverGroup(name: string, index: number, behaviour: Behaviour): ClientGroup {
  return {
    name,
    clients: [serverName(name, index)],
    stack: 'probe',
    start: { kind: 'spaced', atUs: 0, everyUs: 0 },
    autoClose: true,
    answersControl: true,
    program: { kind: 'behaviour', behaviour },
  };
}

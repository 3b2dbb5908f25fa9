/** The server's sessions: who has one, in which order they would be purged, what each waits for. */

import type { HttpServer, LwsContext, LwsWsi, Session } from '../run/firmware.js';
import type { Simulation } from '../run/simulation.js';
import { type Row, type Table, withUniqueKeys } from './table.js';

/** Sessions of every server instance that runs; for libwebsockets its connections. */
export function sessions(simulation: Simulation): Table {
  const { httpServers = [], lwsContext } = simulation.device;
  const rows = httpServers.flatMap((server) => serverRows(server));
  if (lwsContext !== undefined) rows.push(...wsiRows(simulation, lwsContext));
  return withUniqueKeys(rows);
}

function serverRows(server: HttpServer): Row[] {
  const taken = server.sessions.filter((session) => session.fd >= 0);
  const purgeable = taken.filter((session) => !session.isLent);
  const order = [...purgeable].sort((a, b) => a.lruCounter - b.lruCounter);
  return taken.map((session) => ({
    key: `:${server.config.server_port} slot ${server.sessions.indexOf(session)}`,
    client: server.peerName(session.fd),
    fd: session.fd,
    state: session.state,
    websocket: session.websocketState,
    lru: session.lruCounter,
    purgeOrder: order.includes(session) ? order.indexOf(session) + 1 : undefined,
    waitsFor: waitsFor(server, session),
    held: session.pendingLength > 0 ? `${session.pendingLength} bytes` : undefined,
  }));
}

/** What a session's next move depends on. */
function waitsFor(server: HttpServer, session: Session): string {
  if (session.state === 'closing') return 'its close in the control queue';
  if (session.isLent) return 'an async request to complete';
  const { task } = server;
  if (server.request.aux.session === session && task !== undefined) {
    return task.state === 'blocked' ? `${task.name}: ${task.waitingFor}` : `${task.name} (${task.state})`;
  }
  return session.isWebsocket ? 'a frame' : 'a request';
}

function wsiRows(simulation: Simulation, context: LwsContext): Row[] {
  const views = simulation.device.stack.sockets.inspect();
  const rows: Row[] = [];
  for (const wsi of context.polledWsis()) {
    if (wsi.isPipe) continue;
    rows.push({
      key: wsi.tag === '' ? `fd ${wsi.fd}` : wsi.tag,
      client: views.find((view) => view.fd === wsi.fd)?.name,
      fd: wsi.fd,
      state: wsi.state,
      role: wsi.role?.name,
      protocol: wsi.protocol?.name,
      waitsFor: wsiWaitsFor(wsi),
      held: wsi.hasBufferedOut ? 'output' : undefined,
    });
  }
  return rows;
}

function wsiWaitsFor(wsi: LwsWsi): string {
  if (wsi.hasBufferedOut) return 'room in the send buffer';
  if (wsi.pendingTimeout === 'keepalive-idle') return 'the next request, or its idle timeout';
  return wsi.pendingTimeout === 'none' ? 'data' : 'data, or its timeout';
}

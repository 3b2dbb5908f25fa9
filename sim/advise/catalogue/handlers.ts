/** Cures in what a scenario says of its own firmware: handlers in YAML, the protocol of the W800's example. */

import { isMapValue } from '../../document/origin.js';
import type { Cure } from '../cure.js';
import type { Situation } from '../situation.js';
import { ladder } from './ladders.js';

const WANTED_PROTOCOL = /No supported protocol "([^"]+)"/;

/** Handlers that pause, on tasks of their own. */
function onTasks({ written }: Situation): unknown[] | undefined {
  const { device } = written;
  const handlers = isMapValue(device) ? device['handlers'] : undefined;
  if (!Array.isArray(handlers)) return undefined;
  const moved = handlers.map((handler: unknown): unknown => {
    if (!isMapValue(handler)) return handler;
    const { do: deeds } = handler;
    if (!Array.isArray(deeds) || !JSON.stringify(deeds).includes('"delay"')) return handler;
    if (deeds.some((deed: unknown) => isMapValue(deed) && 'async' in deed)) return handler;
    return { ...handler, do: [{ async: { do: deeds } }] };
  });
  return moved.some((one, i) => one !== handlers[i]) ? moved : undefined;
}

export const HANDLER_CURES: readonly Cure[] = [
  {
    name: 'handler-on-a-task',
    title: 'the long handler on a task of its own',
    kind: 'program',
    against: ['task', 'slow', 'waiting'],
    about:
      'A handler that pauses hands its request over (httpd_req_async_handler_begin) and returns, so that the server task goes on serving.',
    costs: 'a task with its stack for each such request',
    code: 'httpd_req_async_handler_begin(req, &copy); xTaskCreate(long_task, …, copy, …); return ESP_OK;',
    source:
      'components/esp_http_server/include/esp_http_server.h, httpd_req_async_handler_begin; docs/patterns.md',
    rungs: (situation) => {
      const handlers = onTasks(situation);
      return handlers === undefined
        ? []
        : ladder([{ path: 'device.handlers', value: handlers, told: 'async for handlers that pause' }]);
    },
  },
  {
    name: 'protocol-that-is-asked-for',
    title: 'the protocol that clients ask for',
    kind: 'setting',
    against: ['closed', 'device'],
    about: 'libwebsockets closes a websocket whose subprotocol none of its protocols has.',
    costs: 'clients that ask for the old name are turned away',
    code: 'static struct lws_protocols protocols[] = { { "echo_server", callback, … } };',
    source: 'libwebsockets/lib/roles/ws/server-ws.c, lws_process_ws_upgrade',
    rungs: ({ scenario, seen }) => {
      const wanted = seen.troubles.map(({ why }) => WANTED_PROTOCOL.exec(why)?.[1]).find(Boolean);
      const isExample = scenario.device.apps.includes('lws-ws-server');
      return wanted === undefined || !isExample
        ? []
        : ladder([{ path: 'device.app_settings.protocol', value: wanted }]);
    },
  },
];

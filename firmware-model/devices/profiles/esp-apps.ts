/** The applications for esp_http_server, by their names in scenarios. */

import type { FirmwareApp } from '../../../sim/document/firmware.js';
import type { AppFactory } from '../../apps/frame/app.js';
import { advanced } from '../../apps/advanced.js';
import { asyncHandlers } from '../../apps/async-handlers.js';
import { broadcast } from '../../apps/broadcast.js';
import { fileServing } from '../../apps/file-serving/file-serving.js';
import { httpsSimple } from '../../apps/https-simple.js';
import { keepopen } from '../../apps/keepopen.js';
import { persistentSockets } from '../../apps/persistent-sockets.js';
import { postJson } from '../../apps/post-json.js';
import { simple } from '../../apps/simple.js';
import { sse } from '../../apps/sse.js';
import { twoServers } from '../../apps/two-servers.js';
import { wsEcho } from '../../apps/ws-echo.js';
import { wsEchoStatic } from '../../apps/ws-echo-static.js';
import type { DifferenceName } from '../../releases/index.js';

/** An application of these. */
interface EspApp extends Omit<FirmwareApp, 'tlsKeys'> {
  readonly make: AppFactory;
  /** The difference without which a release does not have it. */
  readonly needs?: DifferenceName;
}

const app = (name: string, about: string, make: AppFactory, needs?: DifferenceName): EspApp => ({
  name,
  family: 'esp-http-server',
  about,
  make,
  ...(needs === undefined ? {} : { needs }),
});

export const ESP_APPS: readonly EspApp[] = [
  app('ws-echo', 'ws_echo_server: websocket echo at /ws, "Trigger async"; from v5.4.3 /auth', wsEcho),
  app('simple', 'the simple example: /hello, /echo, /ctrl; from v5.3 /any', simple),
  app(
    'advanced',
    "what Espressif's test of its server talks to: /hello, /echo, /adder … on port 1234",
    advanced,
  ),
  app(
    'persistent-sockets',
    'persistent_sockets: /adder adds up what each session sends, in a context of its own',
    persistentSockets,
  ),
  app(
    'file-serving',
    'file_serving: POST /upload/NAME, GET /NAME, POST /delete/NAME, and GET / lists; files of at most 200 KB',
    fileServing,
  ),
  app('post-json', 'POST /post answered with JSON', postJson),
  app('async', 'async_handlers: /long on two workers, /quick', asyncHandlers, 'asyncRequests'),
  app('two', 'two server instances: /who, /slow', twoServers),
  app('sse', 'server-sent events from one handler: /sse, /quick', sse),
  app('keepopen', 'own open_fn and close_fn: /hello', keepopen),
  app('broadcast', 'a task that sends to every websocket: /ws', broadcast),
  app('ws-echo-static', 'websocket echo with a static buffer of 128 bytes: /ws', wsEchoStatic),
  {
    ...app('https-simple', 'https_server/simple: GET / over TLS, websocket echo at /ws', httpsSimple),
    tls: 'needed',
  },
];

/**
 * The session's machine against the server that moves it: along every path of the machine's graph, the handlers and
 * calls that its events stand for, and the session must be where the machine is.
 */

import { expect, test } from 'vitest';
import type { AppFactory } from '../../../firmware-model/apps/frame/app.js';
import { webServerApp } from '../../../firmware-model/apps/frame/web-server-app.js';
import {
  HTTP_GET,
  httpd_register_uri_handler,
  httpd_req_async_handler_begin,
  httpd_req_async_handler_complete,
  httpd_resp_sendstr,
  httpd_sess_trigger_close,
  httpd_stop,
  type httpd_handler_t,
  type httpd_req_t,
} from '../../../firmware-model/esp-http-server/index.js';
import { sessionMachine } from '../../../firmware-model/esp-http-server/session/session.machine.js';
import type { SessionEvent } from '../../../firmware-model/esp-http-server/session/session.table.js';
import type { Session } from '../../../firmware-model/esp-http-server/server/server.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import { pathText, simplePaths, type Path } from '../../kernel/machine-paths.js';
import { fakeDevice } from '../fake-device.js';

const SECOND_US = 1_000_000;
const REQUEST = Buffer.from('GET /x HTTP/1.1\r\nHost: h\r\n\r\n', 'latin1');

function appWith(handler: httpd_handler_t): AppFactory {
  return (context) =>
    webServerApp(context, {
      name: 'test',
      tag: 'test',
      register: (server) => {
        httpd_register_uri_handler(server, { uri: '/x', method: HTTP_GET, handler });
      },
    });
}

/** Does inside a handler what an event stands for; the state is looked at before anybody else can change it. */
function* act(event: SessionEvent, req: httpd_req_t, copies: httpd_req_t[]): Blocking<void> {
  if (event === 'close-queued') {
    yield* httpd_sess_trigger_close(req.handle, req.session.fd);
  } else if (event === 'async-begin') {
    const out: { req: httpd_req_t | undefined } = { req: undefined };
    httpd_req_async_handler_begin(req, out);
    copies.push(out.req!);
  } else if (event === 'async-complete') {
    httpd_req_async_handler_complete(copies.pop()!);
  }
}

/** Walks a path; gives the states that the session came to. */
function walk(path: Path): string[] {
  const events = path.map(({ event }) => event as SessionEvent);
  // `served` comes when a first handler has returned; everything after it happens in the second one.
  const isServedFirst = events[0] === 'served';
  const inHandler = events.filter((event) => event !== 'served' && event !== 'delete');
  const states: string[] = [];
  let requests = 0;
  const device = fakeDevice(
    {},
    {
      apps: [
        appWith(function* (req) {
          requests++;
          if (isServedFirst && requests === 1) return yield* httpd_resp_sendstr(req, 'first');
          if (isServedFirst) states.push(req.session.state);
          const copies: httpd_req_t[] = [];
          for (const event of inHandler) {
            yield* act(event, req, copies);
            states.push(req.session.state);
          }
          return yield* httpd_resp_sendstr(req, 'done');
        }),
      ],
    },
  );
  const { kernel, sockets } = device;
  const settle = (): void => void kernel.run(kernel.nowUs + SECOND_US);
  settle();
  const client = sockets.connect_(80);
  settle();
  const server = device.tasks.servers()[0]!;
  const session: Session = server.sessions[0]!;
  expect(session.state).toBe('fresh');
  const asks = (isServedFirst ? 1 : 0) + (inHandler.length > 0 || events.length > 1 ? 1 : 0);
  for (let i = 0; i < asks; i++) {
    sockets.send_(client, REQUEST);
    settle();
  }
  if (isServedFirst && asks === 1) states.push(session.state);
  if (events.includes('delete')) {
    const stop = function* (): Blocking<void> {
      yield* httpd_stop(server);
    };
    kernel.spawn('stopper', 1, stop());
    settle();
    states.push(session.state);
  }
  return states;
}

test.each(simplePaths(sessionMachine).map((path) => [pathText(path), path] as const))('%s', (_text, path) => {
  expect(walk(path)).toEqual(path.map(({ state }) => state));
});

/** Cures in the application, where a cured program stands beside the library's scenarios; and other releases. */

import type { Change } from '../change.js';
import type { Cure } from '../cure.js';
import type { Situation } from '../situation.js';
import { ladder } from './ladders.js';

interface Program {
  readonly name: string;
  readonly app: string;
  /** File in the folder of cured programs, or an application's name. */
  readonly instead: string;
  readonly against: readonly string[];
  readonly title: string;
  readonly about: string;
  readonly costs: string;
  readonly code: string;
}

const PROGRAMS: readonly Program[] = [
  {
    name: 'close-stalled-clients',
    app: 'broadcast',
    instead: 'broadcast-close.mjs',
    against: ['stall', 'lost', 'recv mbox udp', 'slow'],
    title: 'a broadcast that gives up clients that do not read',
    about:
      'A socket that a message could not be sent to gets no more messages and is closed, again and again until close_fn says that it is gone; and send_wait_timeout is 1 s.',
    costs: 'a client that stops reading loses its websocket',
    code: 'if (httpd_ws_send_frame_async(…) != ESP_OK) httpd_sess_trigger_close(server, fd);',
  },
  {
    name: 'stream-on-a-task',
    app: 'sse',
    instead: 'sse-worker.mjs',
    against: ['task', 'slow', 'waiting'],
    title: 'the stream on a task of its own',
    about:
      'The handler hands its request over (httpd_req_async_handler_begin) and returns, so that the server task goes on serving.',
    costs: 'a task (its stack, here 3072 bytes) for each stream',
    code: 'httpd_req_async_handler_begin(req, &copy); xTaskCreate(stream_task, …, copy, …); return ESP_OK;',
  },
  {
    name: 'careful-workers',
    app: 'async',
    instead: 'async-workers.mjs',
    against: ['slow', 'task', 'crash', 'livelock', 'status 503', 'waiting', 'device', 'sessions', 'sockets'],
    title: 'workers that never wait for ever, wake the server, and are stopped before it is',
    about:
      'Every wait has a limit; an empty work behind httpd_req_async_handler_complete wakes select(); one session more than workers; and httpd_stop waits until no worker has a request.',
    costs: 'a work a request',
    code: 'httpd_req_async_handler_complete(req); httpd_queue_work(handle, nothing, NULL);',
  },
  {
    name: 'buffer-by-length',
    app: 'ws-echo-static',
    instead: 'ws-echo',
    against: ['cut-off', 'reset', 'closed', 'device'],
    title: 'a buffer of the length of the message',
    about:
      'httpd_ws_recv_frame with max_len 0 first, for the length; then a buffer of that length. A message longer than a static buffer ends the session.',
    costs: 'the message in heap while it is handled',
    code: 'httpd_ws_recv_frame(req, &frame, 0); frame.payload = malloc(frame.len); httpd_ws_recv_frame(req, &frame, frame.len);',
  },
];

function programCure({ app, instead, ...about }: Program): Cure {
  return {
    ...about,
    kind: 'program',
    source: instead.endsWith('.mjs') ? `scenarios/cures/${instead}; docs/patterns.md` : 'docs/patterns.md',
    rungs: ({ scenario, programs }) => {
      const { apps } = scenario.device;
      const isFile = instead.endsWith('.mjs');
      if (!apps.includes(app) || (isFile && programs === undefined)) return [];
      const entry = isFile ? `${programs!}/${instead}` : instead;
      return ladder([
        { path: 'device.apps', value: apps.map((one) => (one === app ? entry : one)) },
        ...(Object.keys(scenario.device.appSettings).length > 0
          ? [{ path: 'device.app_settings', value: {} }]
          : []),
      ]);
    },
  };
}

const RELEASE = /^esp32-idf-v(\d+\.\d+)/;

/** The newest release of the same branch, then the newest of all; nothing for firmware without releases. */
function newerReleases({ scenario, profile }: Situation, names: readonly string[]): Change[][] {
  const branch = RELEASE.exec(profile.name)?.[1];
  if (branch === undefined) return [];
  const branches = names.filter((name) => /^esp32-idf-v\d+\.\d+$/.test(name));
  const own = `esp32-idf-v${branch}`;
  const newest = branches.reduce((a, b) => (compare(a, b) > 0 ? a : b));
  return [...new Set([own, newest])]
    .filter((name) => name !== scenario.device.profile && compare(name, own) >= 0)
    .map((name) => [{ path: 'device.profile', value: name }]);
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** The cures; `profiles` are the names of all profiles. */
export function programCures(profiles: readonly string[]): readonly Cure[] {
  return [
    {
      name: 'close-in-close-fn',
      title: 'close_fn closes the socket',
      kind: 'setting',
      against: ['sockets'],
      about: 'A close_fn of its own must end with close(sockfd): the server leaves that to it.',
      costs: 'nothing',
      code: 'static void close_fn(httpd_handle_t hd, int sockfd) { …; close(sockfd); }',
      source: 'components/esp_http_server/include/esp_http_server.h, httpd_config_t.close_fn',
      rungs: ({ scenario }) =>
        scenario.device.apps.includes('keepopen')
          ? ladder([{ path: 'device.app_settings.close_fn_mode', value: 'close' }])
          : [],
    },
    ...PROGRAMS.map(programCure),
    {
      name: 'newer-release',
      title: 'a newer release of ESP-IDF',
      kind: 'release',
      against: [
        'crash',
        'livelock',
        'device',
        'task',
        'stall',
        'purged',
        'slow',
        'cut-off',
        'closed',
        'reset',
      ],
      about:
        'What the firmware itself does wrong may be put right in a later release; lwip-twin upgrade lists what else is different.',
      costs: 'an upgrade: lwip-twin upgrade FILE --to RELEASE tells what else changes',
      source: 'docs/versions.md',
      rungs: (situation) => ladder(...newerReleases(situation, profiles)),
    },
  ];
}

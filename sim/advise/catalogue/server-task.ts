/** Cures of a server task that is busy with somebody, or whose messages get lost. */

import type { Cure } from '../cure.js';
import { fieldLadder, ladder, optionLadder, doubled } from './ladders.js';

const HTTPD_H = 'components/esp_http_server/include/esp_http_server.h, httpd_config_t';
const CONTROL = 'components/esp_http_server/src/httpd_main.c, httpd_queue_work';
const UDP_MBOX = 'DEFAULT_UDP_RECVMBOX_SIZE';
const BLOCKING = 'CONFIG_HTTPD_QUEUE_WORK_BLOCKING';

export const SERVER_TASK_CURES: readonly Cure[] = [
  {
    name: 'shorter-recv-timeout',
    title: 'a shorter receive timeout',
    kind: 'field',
    against: ['task', 'stall in recv', 'slow'],
    about:
      'The one server task waits so long for the rest of a request, with everybody else behind it; then the session that keeps it waiting is closed, or its handler is told.',
    costs: 'slow clients on bad links lose requests that they would have finished',
    source: `${HTTPD_H}.recv_wait_timeout`,
    rungs: (situation) => fieldLadder(situation, 'recv_wait_timeout', [3, 2, 1]),
  },
  {
    name: 'shorter-send-timeout',
    title: 'a shorter send timeout',
    kind: 'field',
    against: ['task', 'stall in send', 'slow'],
    about:
      'The one server task waits so long for a client that does not read, with everybody else behind it; then the send fails and the handler or the work can end the session.',
    costs: 'clients that read slowly lose answers that they would have got',
    source: `${HTTPD_H}.send_wait_timeout`,
    rungs: (situation) => fieldLadder(situation, 'send_wait_timeout', [3, 2, 1]),
  },
  {
    name: 'larger-control-queue',
    title: 'a larger mailbox of UDP sockets',
    kind: 'option',
    against: ['recv mbox udp', 'lost'],
    about:
      'httpd_queue_work and httpd_sess_trigger_close send a datagram to the server itself. It waits in this mailbox, and what does not fit is lost, although the call says ESP_OK.',
    costs: '4 bytes a place and socket at rest; about 100 bytes for each datagram that waits',
    source: `components/lwip/Kconfig, LWIP_UDP_RECVMBOX_SIZE; ${CONTROL}`,
    rungs: (situation) => {
      const now = Number(situation.option(UDP_MBOX) ?? 0);
      const most = situation.mostOf(UDP_MBOX) ?? 0;
      const sizes = Array.from({ length: Math.max(0, most - now) }, (_, i) => now + i + 1);
      return optionLadder(situation, UDP_MBOX, sizes);
    },
  },
  {
    name: 'blocking-queue-work',
    title: 'httpd_queue_work waits for room',
    kind: 'option',
    against: ['recv mbox udp', 'lost'],
    likely: ['recv mbox udp'],
    about: 'Work is never lost: whoever queues it waits until the server has taken earlier work.',
    costs:
      'the task that queues waits; queueing from the server task itself (a handler, a work) waits for ever',
    precondition: 'no handler and no work calls httpd_queue_work',
    source: `components/esp_http_server/Kconfig, HTTPD_QUEUE_WORK_BLOCKING; ${CONTROL}`,
    rungs: (situation) => optionLadder(situation, BLOCKING, [true]),
  },
  {
    name: 'non-blocking-queue-work',
    title: 'httpd_queue_work does not wait for room',
    kind: 'option',
    against: ['task', 'livelock'],
    about:
      'A handler or a work that queues work while the mailbox is full goes on, instead of waiting for itself.',
    costs: 'work that finds the mailbox full is lost',
    source: `components/esp_http_server/Kconfig, HTTPD_QUEUE_WORK_BLOCKING; ${CONTROL}`,
    rungs: (situation) =>
      situation.option(BLOCKING) === true ? optionLadder(situation, BLOCKING, [false]) : [],
  },
  {
    name: 'sender-below-server',
    title: 'the sending task below the server task',
    kind: 'setting',
    against: ['recv mbox udp', 'lost', 'stall'],
    likely: ['recv mbox udp'],
    about:
      'A task of a lower priority than the server queues one work at a time: each is taken before the next one comes, and the mailbox never fills.',
    costs: 'nothing that counts',
    code: 'xTaskCreate(broadcast_task, "bcast", 4096, NULL, config.task_priority - 1, NULL);',
    source: `${CONTROL}; FreeRTOS scheduling`,
    rungs: ({ scenario }) =>
      scenario.device.apps.includes('broadcast')
        ? ladder([{ path: 'device.app_settings.bcast_prio', value: 4 }])
        : ladder(
            ...(scenario.device.workerPriority === undefined
              ? []
              : [[{ path: 'device.worker_priority', value: 4 }]]),
          ),
  },
  {
    name: 'longer-headers',
    title: 'longer request headers',
    kind: 'option',
    against: ['status 431', 'request headers'],
    likely: ['status 431'],
    about:
      'A request whose headers are longer than this is answered 431. Browsers with cookies send 700 bytes and more.',
    costs: 'its bytes once a server, at rest',
    source: 'components/esp_http_server/Kconfig, HTTPD_MAX_REQ_HDR_LEN; httpd_parse.c',
    rungs: (situation) => optionLadder(situation, 'CONFIG_HTTPD_MAX_REQ_HDR_LEN', [768, ...doubled(512, 4)]),
  },
  {
    name: 'longer-uris',
    title: 'longer URIs',
    kind: 'option',
    against: ['status 414', 'request uri'],
    likely: ['status 414'],
    about: 'A request whose URI is longer than this is answered 414.',
    costs: 'its bytes once a server, at rest',
    source: 'components/esp_http_server/Kconfig, HTTPD_MAX_URI_LEN; httpd_parse.c',
    rungs: (situation) => optionLadder(situation, 'CONFIG_HTTPD_MAX_URI_LEN', [768, ...doubled(512, 3)]),
  },
  {
    name: 'more-uri-handlers',
    title: 'room for more URIs',
    kind: 'field',
    against: ['uri handlers'],
    likely: ['uri handlers'],
    about: 'A URI that finds no room in the table is not registered, and requests for it are answered 404.',
    costs: 'a pointer for each entry, at rest',
    source: 'components/esp_http_server/include/esp_http_server.h, httpd_config_t.max_uri_handlers',
    rungs: (situation) => fieldLadder(situation, 'max_uri_handlers', doubled(8, 3)),
  },
  {
    name: 'more-answer-headers',
    title: 'room for more headers of an answer',
    kind: 'field',
    against: ['answer headers'],
    likely: ['answer headers'],
    about: 'A header that finds no room is not sent; the answer goes without it.',
    costs: '8 bytes for each, at rest',
    source: 'components/esp_http_server/include/esp_http_server.h, httpd_config_t.max_resp_headers',
    rungs: (situation) => fieldLadder(situation, 'max_resp_headers', doubled(8, 3)),
  },
];

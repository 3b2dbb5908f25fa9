/**
 * Options of ESP-IDF's components and examples besides lwIP: esp_http_server, FreeRTOS, async_handlers.
 *
 * Sources: components/esp_http_server/Kconfig, components/freertos/Kconfig and the example's Kconfig.projbuild at each
 * tag; what the websocket examples set is set here.
 */

import type { OptionValue } from '../../../sim/document/firmware.js';
import { SWITCH, whole, type Row } from './row.js';

const HTTPD = 'components/esp_http_server/Kconfig';
const ASYNC = 'examples/protocols/http_server/async_handlers/main/Kconfig.projbuild';
const BYTES = whole(1, 65_535);

export const ESP_HTTPD_ROWS = {
  CONFIG_HTTPD_MAX_REQ_HDR_LEN: {
    kconfig: 'CONFIG_HTTPD_MAX_REQ_HDR_LEN',
    type: [{ until: ['v5.5'], value: BYTES }, { value: whole(128, 65_536) }],
    initial: [{ until: ['v5.5'], value: 512 }, { value: 1024 }],
    about: 'longest header section of a request, bytes; beyond: 431',
    source: HTTPD,
  },
  CONFIG_HTTPD_MAX_URI_LEN: {
    kconfig: 'CONFIG_HTTPD_MAX_URI_LEN',
    type: BYTES,
    initial: 512,
    about: 'longest URI, bytes; beyond: 414',
    source: HTTPD,
  },
  CONFIG_HTTPD_ERR_RESP_NO_DELAY: {
    kconfig: 'CONFIG_HTTPD_ERR_RESP_NO_DELAY',
    type: SWITCH,
    initial: true,
    about: 'TCP_NODELAY while an error is answered',
    source: HTTPD,
  },
  CONFIG_HTTPD_PURGE_BUF_LEN: {
    kconfig: 'CONFIG_HTTPD_PURGE_BUF_LEN',
    type: BYTES,
    initial: 32,
    about: 'buffer for discarding what a handler left unread, bytes',
    source: HTTPD,
  },
  CONFIG_HTTPD_WS_SUPPORT: {
    kconfig: 'CONFIG_HTTPD_WS_SUPPORT',
    type: SWITCH,
    initial: true,
    about: 'websockets; n unless a project sets it, as the websocket examples do',
    source: HTTPD,
  },
  CONFIG_HTTPD_WS_PRE_HANDSHAKE_CB_SUPPORT: {
    kconfig: 'CONFIG_HTTPD_WS_PRE_HANDSHAKE_CB_SUPPORT',
    kconfigIn: { since: ['v5.4.3', 'v5.5.2'] },
    type: SWITCH,
    initial: [{ since: ['v5.4.3', 'v5.5.2'], value: true }, { value: false }],
    about: 'ws_pre_handshake_cb; n unless a project sets it, as ws_echo_server does',
    source: HTTPD,
    needs: 'CONFIG_HTTPD_WS_SUPPORT',
  },
  CONFIG_HTTPD_WS_POST_HANDSHAKE_CB_SUPPORT: {
    kconfig: 'CONFIG_HTTPD_WS_POST_HANDSHAKE_CB_SUPPORT',
    kconfigIn: { since: ['v5.5.5', 'v6.0.1'] },
    type: SWITCH,
    initial: [{ since: ['v5.5.5', 'v6.0.1'], value: true }, { value: false }],
    about: 'ws_post_handshake_cb; n unless a project sets it, as ws_echo_server does',
    source: HTTPD,
    needs: 'CONFIG_HTTPD_WS_SUPPORT',
  },
  CONFIG_HTTPD_QUEUE_WORK_BLOCKING: {
    kconfig: 'CONFIG_HTTPD_QUEUE_WORK_BLOCKING',
    kconfigIn: { since: ['v5.0'] },
    type: SWITCH,
    initial: false,
    about: 'httpd_queue_work waits for room in the control socket',
    source: HTTPD,
  },
  CONFIG_EXAMPLE_MAX_ASYNC_REQUESTS: {
    kconfig: 'CONFIG_EXAMPLE_MAX_ASYNC_REQUESTS',
    kconfigIn: { since: ['v5.2'] },
    type: whole(1, 1024),
    initial: 2,
    about: 'workers of the app async',
    source: ASYNC,
  },
  CONFIG_EXAMPLE_ASYNC_WORKER_TASK_STACK_SIZE: {
    kconfig: 'CONFIG_EXAMPLE_ASYNC_WORKER_TASK_STACK_SIZE',
    kconfigIn: { since: ['v5.3.4', 'v5.4.2', 'v5.5'] },
    type: whole(1024, 65_536),
    initial: [{ since: ['v5.3.4', 'v5.4.2', 'v5.5'], value: 2560 }, { value: 2048 }],
    about: 'stack of each worker of the app async, bytes',
    source: ASYNC,
  },
} as const satisfies Record<string, Row<OptionValue>>;

/** RTOS ticks a second. Whole milliseconds a tick, as lwIP's clock needs; no longer than httpd_stop's own 100 ms. */
export const FREERTOS_HZ: Row<number> = {
  kconfig: 'CONFIG_FREERTOS_HZ',
  type: {
    kind: 'int',
    min: 10,
    max: 1000,
    only: [10, 20, 25, 40, 50, 100, 125, 200, 250, 500, 1000],
  },
  initial: 100,
  about: 'RTOS ticks a second; timeouts end on tick edges',
  source: 'components/freertos/Kconfig',
};

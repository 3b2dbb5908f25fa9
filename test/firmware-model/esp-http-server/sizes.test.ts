/** Bytes of the server's structures, and what a start that fails for want of memory leaves behind. */

import { describe, expect, it } from 'vitest';

import {
  instanceBytes,
  requestAuxBytes,
  requestBytes,
  uriBytes,
} from '../../../firmware-model/esp-http-server/server/sizes.js';
import { HTTPD_DEFAULT_CONFIG } from '../../../firmware-model/esp-http-server/server/config.js';
import { traitsOf } from '../../../firmware-model/releases/index.js';
import { fakeDevice, FakeHeap, KCONFIG } from '../fake-device.js';

const V5_3 = traitsOf('v5.3.5');

describe('in v5.3.5, laid out by a 32-bit compiler', () => {
  it('by default', () => {
    expect(requestBytes(KCONFIG)).toBe(548);
    expect(requestAuxBytes(KCONFIG, V5_3)).toBe(596);
    expect(instanceBytes(KCONFIG, V5_3)).toBe(1280);
    expect(uriBytes(KCONFIG)).toBe(24);
  });

  it('grow with the longest URI by whole words, and with what the configuration adds', () => {
    expect(requestBytes({ ...KCONFIG, CONFIG_HTTPD_MAX_URI_LEN: 515 })).toBe(548);
    expect(requestBytes({ ...KCONFIG, CONFIG_HTTPD_MAX_URI_LEN: 516 })).toBe(552);
    const withCallbacks = {
      ...KCONFIG,
      CONFIG_HTTPD_WS_PRE_HANDSHAKE_CB_SUPPORT: true,
      CONFIG_HTTPD_WS_POST_HANDSHAKE_CB_SUPPORT: true,
    };
    expect(uriBytes(withCallbacks)).toBe(24 + 2 * 4);
  });
});

describe('where the buffer of a request is allocated by itself', () => {
  const growing = { ...V5_3, growingScratch: true };

  it('the request is small, and the instance has two limits more', () => {
    expect(requestAuxBytes(KCONFIG, growing)).toBe(100);
    const without = { ...growing, reservesControlSlot: false, storesServerState: false };
    const plain = { ...KCONFIG, CONFIG_HTTPD_QUEUE_WORK_BLOCKING: false };
    // 120 bytes of head, two limits, 548 and 100 of requests make 776, and 12 behind them, up to a multiple of 8.
    expect(instanceBytes(plain, without)).toBe(792);
    const blocking = { ...KCONFIG, CONFIG_HTTPD_QUEUE_WORK_BLOCKING: true };
    expect(instanceBytes(blocking, without)).toBe(800);
  });
});

it('the default configuration is HTTPD_DEFAULT_CONFIG of esp_http_server.h', () => {
  expect(JSON.parse(JSON.stringify(HTTPD_DEFAULT_CONFIG()))).toEqual({
    ...{ task_priority: 5, stack_size: 4096, server_port: 80, ctrl_port: 32768 },
    ...{ max_open_sockets: 7, max_uri_handlers: 8, max_resp_headers: 8, backlog_conn: 5 },
    ...{ lru_purge_enable: false, recv_wait_timeout: 5, send_wait_timeout: 5 },
    ...{ enable_so_linger: false, linger_timeout: 0 },
    ...{ keep_alive_enable: false, keep_alive_idle: 0, keep_alive_interval: 0, keep_alive_count: 0 },
    ...{ max_req_hdr_len: 0, max_uri_len: 0 },
  });
});

it('a start that finds no memory for one of its blocks gives the others back', () => {
  const whole = new FakeHeap();
  fakeDevice({ heap: whole }).kernel.run(1_000_000);
  const left = new Set<number>();
  for (let limit = 0; limit < whole.inUse; limit += 16) {
    const heap = new FakeHeap(limit);
    const device = fakeDevice({ heap });
    device.kernel.run(1_000_000);
    if (device.lines().some((line) => line.includes('httpd_create: Failed to allocate')))
      left.add(heap.inUse);
  }
  // The application's own task stays: its stack and its control block.
  expect([...left]).toEqual([4096 + 352]);
});

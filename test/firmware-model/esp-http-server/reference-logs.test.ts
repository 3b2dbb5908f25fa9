/** The server's log in the reference cases that do not depend on TCP's inner workings, without a TCP stack. */

import { US_PER_MS } from '../../../sim/kernel/units.js';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { LogRecord } from '../../../sim/kernel/trace.js';
import type { WebsocketOverrides } from '../../../firmware-model/apps/frame/app.js';
import type { httpd_config_t } from '../../../firmware-model/esp-http-server/index.js';
import { APPS, fakeDevice, schedule, type Step } from '../fake-device.js';

const FOLDER = new URL('../../conformance/esp32/', import.meta.url);

const CASES = [
  '01_ws_echo_basic',
  '02_seed_transcript',
  '05_backlog_served',
  '06_lru_purge_12_idle',
  '07_lru_purge_used',
  '08_lru_purge_ws',
  '09_extra_sockets_3',
  '12_churn_client_closes',
  '15_churn_abort',
  '17_silent_mid_request',
  '21_post_json',
  '24_simple_app',
  '25_errors_404_405_400',
  '26_uri_414',
  '28_uri_edge',
  '30_chunked_arrival',
  '32_ws_control_frames',
  '33_ws_fragments',
  '35_ws_unmasked',
  '37_ws_subprotocol',
  '38_ws_silent_mid_frame',
  '42_queue_work',
  '43_queue_work_high_prio',
  '45_queue_work_while_blocked',
  '47_stop_start',
  '48_stop_full_backlog',
  '67_uri_handlers_full',
  '70_seven_ws',
  '82_ws_two_frames_one_segment',
  '83_ws_frame_in_upgrade_segment',
];

interface Case {
  readonly device: {
    readonly apps: readonly string[];
    readonly httpd?: Partial<httpd_config_t>;
    readonly ws?: WebsocketOverrides;
    readonly extra_sockets?: number;
    readonly worker_priority?: number;
  };
  readonly until: string;
  readonly timeline: readonly Step[];
}

function referenceLog(name: string): LogRecord[] {
  const lines = readFileSync(new URL(`${name}.jsonl`, FOLDER), 'utf8')
    .trimEnd()
    .split('\n');
  return lines
    .map((line) => JSON.parse(line) as LogRecord)
    .filter((record) => (record.k as string) === 'log');
}

describe('log of reference case', () => {
  test.each(CASES)('%s', (name) => {
    const {
      device: setup,
      until,
      timeline,
    } = parse(readFileSync(new URL(`${name}.yaml`, FOLDER), 'utf8')) as Case;
    const device = fakeDevice(
      { httpd: setup.httpd ?? {}, ws: setup.ws ?? {} },
      {
        apps: setup.apps.map((app) => APPS[app]!),
        extraSockets: setup.extra_sockets ?? 0,
        workerPriority: setup.worker_priority,
      },
    );
    schedule(device, timeline);
    device.kernel.run(Number.parseFloat(until) * US_PER_MS);
    expect(device.log).toEqual(referenceLog(name));
  });
});

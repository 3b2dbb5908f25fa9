/** The W800 with WinnerMicro's SDK 2.4: libwebsockets 4.3.3 on the SDK's lwIP. */

import type { FirmwareApp, OptionValue } from '../../../sim/document/firmware.js';
import { W800_CERTIFICATE } from '../w800-tls.js';
import { ModelError } from '../../../sim/kernel/errors.js';
import { w800LineBytes } from '../console-bytes.js';
import { optionsOf, type Row } from '../options/row.js';
import { W800_FIXED_ROWS, W800_LWIP_ROWS, W800_POOL_ROWS, W800_SWITCHES } from '../options/w800.js';
import { w800KconfigProblems, withSecurity, type W800AppName } from '../w800-kconfig.js';
import { W800_APPS, W800_TICK_US, W800Device } from '../w800-sdk-2.4.js';
import type { DeviceProfile } from './profile.js';

const CLIENT_APP = 'lws-ws-client';
const ABOUT: Readonly<Record<W800AppName, string>> = {
  'lws-ws-server': "the SDK's websocket_server example",
  'lws-http-post': "the SDK's http_server_post example",
  'lws-ws-client': "the SDK's websocket_client example",
};

const TLS_KEYS = ['ske', 'ecdh_ms', 'clock'] as const;
const SERVER_TLS_KEYS = [
  'port',
  'cert',
  'session_tickets',
  'simultaneous_ssl_restriction',
  'simultaneous_ssl_handshake_restriction',
] as const;
const CLIENT_TLS_KEYS = ['allow_self_signed', 'ca', 'flags', 'host', 'alpn', 'reconnects'] as const;

/** The example programs; a device runs one. */
export const LWS_APPS: readonly FirmwareApp[] = Object.entries(ABOUT).map(([name, about]) => ({
  name,
  family: 'libwebsockets',
  about,
  isClient: name === CLIENT_APP,
  tlsKeys: [...TLS_KEYS, ...(name === CLIENT_APP ? CLIENT_TLS_KEYS : SERVER_TLS_KEYS)],
}));

function isProgram(name: string | undefined): name is W800AppName {
  return name !== undefined && Object.hasOwn(W800_APPS, name);
}

export const W800_SDK_2_4: DeviceProfile = {
  name: 'w800-sdk-2.4',
  family: 'libwebsockets',
  about: 'WinnerMicro W800 SDK 2.4: libwebsockets 4.3.3 on lwIP 2.1',
  firmware: 'WinnerMicro W800 SDK 2.4, libwebsockets 4.3.3',
  evidence: 'traced: compared with traces of the real code',
  options: optionsOf(
    [
      ...Object.values(W800_LWIP_ROWS),
      ...W800_POOL_ROWS,
      ...W800_SWITCHES,
      ...W800_FIXED_ROWS,
    ] as readonly Row<OptionValue>[],
    { staticPools: false },
  ),
  lacks: [
    ...(['httpd', 'ws', 'worker_priority'] as const).map((key) => ({
      key: [key],
      why: 'a setting of the devices with esp_http_server',
    })),
    { key: ['tls', 'session_tickets'], why: 'mbedtls is built without tickets there' },
  ],
  certificate: W800_CERTIFICATE,
  lacksSteps: ['stop', 'start', 'queue_work', 'send_data', 'broadcast'],
  problems: (sdkconfig, app, tls) =>
    isProgram(app) ? w800KconfigProblems(withSecurity({ app, sdkconfig, tls }), app) : [],
  tickUs: () => W800_TICK_US,
  lineBytes: w800LineBytes,
  create(env, { apps, ...setup }, { output, heapCounts, realTls }) {
    const [app] = apps;
    if (!isProgram(app)) throw new ModelError('unknown W800 program', { app });
    const { protocol } = setup.appSettings;
    return new W800Device(
      env,
      { ...setup, app, heapCounts, realTls, protocol: protocol === undefined ? undefined : String(protocol) },
      output,
    );
  },
};

/** The W800 with WinnerMicro's SDK 2.4: libwebsockets 4.3.3 on the SDK's lwIP. */

import type { FirmwareApp, OptionValue } from '../../../sim/document/firmware.js';
import { W800_CERTIFICATE } from '../w800-tls.js';
import type { AppSettings } from '../../apps/frame/app.js';
import type { W800Main } from '../../apps/lws/lws-app.js';
import { w800LineBytes } from '../console-bytes.js';
import { definedOnly, optionsOf, type Row } from '../options/row.js';
import { W800_FIXED_ROWS, W800_LWIP_ROWS, W800_POOL_ROWS, W800_SWITCHES } from '../options/w800.js';
import { w800KconfigProblems, withSecurity, type W800AppName } from '../w800-kconfig.js';
import { W800_APPS, W800_TICK_US, W800Device } from '../w800-sdk-2.4.js';
import type { DeviceProfile } from './profile.js';

const CLIENT_APP = 'lws-ws-client';
const ABOUT: Readonly<Record<Exclude<W800AppName, 'own'>, string>> = {
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

/** Words of handlers that are esp_http_server's. */
const HANDLER_WORDS: readonly (readonly [word: string, why: string])[] = [
  ['async', 'libwebsockets has one thread: a task of your own, and callback_on_writable'],
  ['task', 'libwebsockets is called from one task: device.tasks, and a flag for on: { loop: […] }'],
  ['socket_send', 'it is esp_http_server’s: ws_send, send or chunk'],
  ['queue_work', 'libwebsockets has no queue: callback_on_writable, or on: { loop: […] }'],
  ['ws_recv', 'LWS_CALLBACK_RECEIVE has the message already: leave it out'],
  ['control_frames', 'libwebsockets answers them itself: on: { pong: […], peer_close: […] }'],
];

/** An example, or a program of the user's own. */
function programName(app: string | undefined): W800AppName {
  return app !== undefined && Object.hasOwn(W800_APPS, app) ? (app as W800AppName) : 'own';
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
    ...HANDLER_WORDS.map(([handler, why]) => ({ key: { handler }, why })),
    { key: ['tls', 'session_tickets'], why: 'mbedtls is built without tickets there' },
  ],
  certificate: W800_CERTIFICATE,
  lacksSteps: ['stop', 'start', 'queue_work', 'send_data', 'broadcast'],
  problems(sdkconfig, name, tls) {
    const app = programName(name);
    return w800KconfigProblems(withSecurity({ app, sdkconfig, tls }), app);
  },
  tickUs: () => W800_TICK_US,
  lineBytes: w800LineBytes,
  create(env, { apps, ...setup }, { output, heapCounts, realTls }) {
    const [name = ''] = apps;
    const app = programName(name);
    const program = setup.userApps?.get(name) as W800Main | undefined;
    const { protocol } = setup.appSettings;
    const settings = definedOnly(setup.appSettings) as AppSettings;
    return new W800Device(
      env,
      {
        ...setup,
        app,
        program,
        settings,
        heapCounts,
        realTls,
        protocol: protocol === undefined ? undefined : String(protocol),
      },
      output,
    );
  },
};

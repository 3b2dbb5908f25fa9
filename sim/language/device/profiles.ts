/** The devices and applications that scenarios may name. */

/** Which server a profile runs; decides which applications and options it takes. */
export type ServerFamily = 'esp-http-server' | 'libwebsockets';

/** Device profiles, with the server that each runs and what it is. */
export const PROFILES = {
  'esp32-idf-v5.3': {
    family: 'esp-http-server',
    about: 'ESP32, ESP-IDF v5.3.5: esp_http_server on esp-lwip',
  },
  'lwip-pools': {
    family: 'esp-http-server',
    about: 'the same server on lwIP with static pools (MEMP_MEM_MALLOC 0)',
  },
  'esp32-idf-v4.2': { family: 'esp-http-server', about: 'ESP32, ESP-IDF v4.2: the older log texts' },
  'w800-sdk-2.4': {
    family: 'libwebsockets',
    about: 'WinnerMicro W800 SDK 2.4: libwebsockets 4.3.3 on lwIP 2.1',
  },
} as const satisfies Record<string, { family: ServerFamily; about: string }>;

/** A device profile's name. */
export type ProfileName = keyof typeof PROFILES;

/** Applications, with the server that each is written for and what it is. */
export const APPS = {
  'ws-echo': { family: 'esp-http-server', about: 'ws_echo_server: websocket echo at /ws, "Trigger async"' },
  simple: { family: 'esp-http-server', about: 'the simple example: /hello, /echo, /any, /ctrl' },
  'post-json': { family: 'esp-http-server', about: 'POST /post answered with JSON' },
  async: { family: 'esp-http-server', about: 'async_handlers: /long on two workers, /quick' },
  two: { family: 'esp-http-server', about: 'two server instances: /who, /slow' },
  sse: { family: 'esp-http-server', about: 'server-sent events from one handler: /sse, /quick' },
  keepopen: { family: 'esp-http-server', about: 'own open_fn and close_fn: /hello' },
  broadcast: { family: 'esp-http-server', about: 'a task that sends to every websocket: /ws' },
  'ws-echo-static': {
    family: 'esp-http-server',
    about: 'websocket echo with a static buffer of 128 bytes: /ws',
  },
  'lws-ws-server': { family: 'libwebsockets', about: "the SDK's websocket_server example" },
  'lws-http-post': { family: 'libwebsockets', about: "the SDK's http_server_post example" },
  'lws-ws-client': { family: 'libwebsockets', about: "the SDK's websocket_client example" },
} as const satisfies Record<string, { family: ServerFamily; about: string }>;

/** An application's name. */
export type AppName = keyof typeof APPS;

/** An application that is the user's own module, by its path from the scenario's file. */
export type UserAppPath = `./${string}` | `../${string}`;

/** An application as scenarios name it. */
export type AppRef = AppName | UserAppPath;

/** Whether an application is the user's own module. */
export function isUserApp(app: string): app is UserAppPath {
  return /^\.{1,2}\//.test(app);
}

/** Names of the profiles, for the schema and for suggestions. */
export const PROFILE_NAMES = Object.keys(PROFILES) as [ProfileName, ...ProfileName[]];

/** Names of the applications, for the schema and for suggestions. */
export const APP_NAMES = Object.keys(APPS) as [AppName, ...AppName[]];

/** `- name: what it is` for each, for descriptions in the schema. */
export function aboutList(entries: Readonly<Record<string, { readonly about: string }>>): string {
  return Object.entries(entries)
    .map(([name, { about }]) => `${name}: ${about}`)
    .join('; ');
}

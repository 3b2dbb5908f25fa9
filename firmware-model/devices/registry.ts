/** Everything that can be simulated: profiles and applications. The one list that names a profile. */

import type { FirmwareRegistry } from '../../sim/document/firmware.js';
import { handlersApp } from '../apps/handlers/handlers-app.js';
import { lwsHandlersProgram } from '../apps/lws-handlers/program.js';
import { lwsUserProgram, type LwsUserApp } from '../apps/lws/lws-user-app.js';
import { userAppFactory, type UserApp } from '../apps/frame/user-app.js';
import { LWS_LINES } from '../libwebsockets/log-lines.js';
import { LWS_CALLBACK_NUMBER } from '../libwebsockets/callback/callback-reasons.js';
import { CPU_PRESETS } from './cpu-presets.js';
import { releasesOfLine } from '../releases/console.js';
import { ESP_APPS } from './profiles/esp-apps.js';
import { ESP_IDF_PROFILES, LWIP_POOLS } from './profiles/esp-idf.js';
import type { DeviceProfile } from './profiles/profile.js';
import { LWS_APPS, W800_SDK_2_4 } from './profiles/w800-sdk-2.4.js';

/** Keys of `device.tls` that esp_https_server takes. */
const ESP_TLS_KEYS = ['port', 'cert', 'ske', 'session_tickets'] as const;

export const REGISTRY: FirmwareRegistry<DeviceProfile> = {
  profiles: [...ESP_IDF_PROFILES, LWIP_POOLS, W800_SDK_2_4],
  apps: [
    ...ESP_APPS.map(({ name, family, about, tls }) => ({ name, family, about, tls, tlsKeys: ESP_TLS_KEYS })),
    ...LWS_APPS,
  ],
  callbacks: Object.keys(LWS_CALLBACK_NUMBER),
  lines: LWS_LINES,
  releasesOfLine: (family, text) =>
    family === 'libwebsockets' ? [`${W800_SDK_2_4.name}, the one that is modelled`] : releasesOfLine(text),
  cpuPresets: CPU_PRESETS,
  handlersApp: (own, family) => (family === 'libwebsockets' ? lwsHandlersProgram(own) : handlersApp(own)),
  userApp: (name, entry, family) =>
    family === 'libwebsockets'
      ? lwsUserProgram(name, entry as LwsUserApp)
      : userAppFactory(name, entry as UserApp),
};

/** `device`: which device, and its configuration in its own words. */

import { z } from 'zod';

import { INT_MAX, int } from './fields.js';
import { appSettingsSchema } from './options/app-settings.js';
import { ESP32_KCONFIG } from './options/kconfig-esp32.js';
import { W800_KCONFIG } from './options/kconfig-w800.js';
import { LWIP_OPTIONS } from './options/lwipopts.js';
import { optionMap } from './options/option.js';
import { APPS, APP_NAMES, PROFILES, PROFILE_NAMES, aboutList } from './profiles.js';
import { httpdSchema, wsSchema } from './schema-httpd.js';

const MAX_SOCKETS = 253;
const MAX_PRIORITY = 24;

/** All Kconfig options that scenarios know. */
export const KCONFIG_OPTIONS = [...ESP32_KCONFIG, ...W800_KCONFIG];

/** The map under `device`. */
export const deviceSchema = z
  .strictObject(
    {
      profile: z.enum(PROFILE_NAMES).describe(`The device. ${aboutList(PROFILES)}`),
      apps: z
        .array(z.enum(APP_NAMES), { error: () => 'expected a list of applications, as in ["ws-echo"]' })
        .min(1, { error: () => 'expected at least one application' })
        .describe(
          `Applications, registered in this order; the first one starts the server. ${aboutList(APPS)}`,
        ),
      sdkconfig: optionMap(KCONFIG_OPTIONS, 'Kconfig options by name; true is y.').optional(),
      lwipopts: optionMap(LWIP_OPTIONS, 'lwIP options by name, as in lwipopts.h.').optional(),
      httpd: httpdSchema.optional(),
      ws: wsSchema.optional(),
      app_settings: appSettingsSchema.optional(),
      extra_sockets: int(
        0,
        MAX_SOCKETS,
        'UDP sockets that the app opens before the server starts. Default 0',
      ).optional(),
      heap_limit: int(1, INT_MAX, 'Bytes of heap; allocations past it fail. Default: no limit').optional(),
      worker_priority: int(
        1,
        MAX_PRIORITY,
        'Priority of a second task, for steps with task: worker. Default: none',
      ).optional(),
    },
    { error: () => 'expected a map with profile and apps' },
  )
  .describe('The device and its configuration.');

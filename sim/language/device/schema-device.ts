/** `device`: which device, and its configuration in its own words. */

import * as z from 'zod';

import { INT_MAX, int } from '../../document/fields.js';
import { appSettingsSchema } from '../options/app-settings.js';
import { socketUsersSchema } from '../groups/schema-socket-users.js';
import { ESP32_KCONFIG } from '../options/kconfig-esp32.js';
import { W800_KCONFIG } from '../options/kconfig-w800.js';
import { LWIP_OPTIONS } from '../options/lwipopts.js';
import { optionMap } from '../options/option.js';
import { APPS, APP_NAMES, PROFILES, PROFILE_NAMES, aboutList, isUserApp } from './profiles.js';
import type { AppRef } from './profiles.js';
import { httpdSchema, wsSchema } from './schema-httpd.js';
import { suggestion } from '../../document/suggest.js';

const MAX_SOCKETS = 253;
const MAX_PRIORITY = 24;

/** All Kconfig options that scenarios know. */
export const KCONFIG_OPTIONS = [...ESP32_KCONFIG, ...W800_KCONFIG];

/** An application's name, or a module of the user's. */
const appRef = z
  .unknown()
  .transform((value, context): AppRef => {
    if (typeof value === 'string' && (isUserApp(value) || Object.hasOwn(APPS, value))) return value as AppRef;
    const hint = suggestion(typeof value === 'string' ? value : '', APP_NAMES);
    const message = `unknown app ${typeof value === 'string' ? JSON.stringify(value) : String(value)}`;
    context.issues.push({ code: 'custom', input: value, message, params: { code: 'unknown-app', hint } });
    return z.NEVER;
  })
  .meta({
    description: 'An application, or ./FILE: a module of your own.',
    anyOf: [{ enum: [...APP_NAMES] }, { type: 'string', pattern: '^\\.{1,2}/' }],
  });

/** The map under `device`. */
export const deviceSchema = z
  .strictObject(
    {
      profile: z.enum(PROFILE_NAMES).describe(`The device. ${aboutList(PROFILES)}`),
      apps: z
        .array(appRef, { error: () => 'expected a list of applications, as in ["ws-echo"]' })
        .min(1, { error: () => 'expected at least one application' })
        .describe(
          `Applications, registered in this order; the first one starts the server. ${aboutList(APPS)}; ./FILE: a TypeScript or JavaScript module of your own`,
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
      socket_users: socketUsersSchema.optional(),
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

/** `device`: which device, and its configuration in its own words. */

import * as z from 'zod';

import { quoted } from '../../document/value-text.js';
import { INT_MAX, int, word } from '../../document/fields.js';
import { appSettingsSchema } from '../options/app-settings.js';
import { socketUsersSchema } from '../groups/schema-socket-users.js';
import type { FirmwareRegistry } from '../../document/firmware.js';
import { later } from '../../document/lazy-schema.js';
import { optionMap } from '../options/option.js';
import {
  aboutList,
  appNamed,
  appNames,
  isUserApp,
  profileNames,
  USER_APP_PATTERN,
  type OptionMap,
} from '../firmware.js';
import { handlersSchema, tasksSchema } from './schema-handlers.js';
import { httpdSchema, wsSchema } from './schema-httpd.js';
import { cpuSchema } from './schema-cpu.js';
import { heapSchema, tlsSchema } from './schema-tls.js';
import { suggestion } from '../../document/suggest.js';

const MAX_SOCKETS = 253;
const MAX_PRIORITY = 24;

/** An application's name, or a module of the user's. */
const appRef = (firmware: FirmwareRegistry) =>
  z
    .unknown()
    .transform((value, context): string => {
      if (typeof value === 'string' && (isUserApp(value) || appNamed(firmware, value) !== undefined))
        return value;
      const hint = suggestion(typeof value === 'string' ? value : '', appNames(firmware));
      const message = `unknown app ${quoted(value)}`;
      context.issues.push({ code: 'custom', input: value, message, params: { code: 'unknown-app', hint } });
      return z.NEVER;
    })
    .meta({
      description: 'An application, or ./FILE: a module of your own.',
      anyOf: [{ enum: appNames(firmware) }, { type: 'string', pattern: USER_APP_PATTERN }],
    });

/** Profiles to be described: single releases are named like their branches. */
function listedProfiles({
  profiles,
}: FirmwareRegistry): readonly { readonly name: string; readonly about: string }[] {
  return profiles.filter(({ name }) => !/v\d+\.\d+\.\d+$/.test(name));
}

/** Names of options that a document sets, by map. */
export type NamedOptions = Readonly<Record<OptionMap, readonly string[]>>;

/** The map under `device`. `only`: without options but these, see {@link optionMap}. */
export const deviceSchema = (firmware: FirmwareRegistry, only?: NamedOptions) =>
  z
    .strictObject(
      {
        profile: z
          .enum(profileNames(firmware))
          .describe(`The device. ${aboutList(listedProfiles(firmware))}`),
        apps: z
          .array(appRef(firmware), { error: () => 'expected a list of applications, as in ["ws-echo"]' })
          .default([])
          .describe(
            `Applications, registered in this order; the first one starts the server. Needed unless there are handlers. ${aboutList(firmware.apps)}; ./FILE: a TypeScript or JavaScript module of your own`,
          ),
        handlers: later(handlersSchema).optional(),
        tasks: later(tasksSchema).optional(),
        sdkconfig: optionMap(
          firmware,
          'sdkconfig',
          'Kconfig options by name; true is y.',
          only?.sdkconfig,
        ).optional(),
        lwipopts: optionMap(
          firmware,
          'lwipopts',
          'lwIP options by name, as in lwipopts.h.',
          only?.lwipopts,
        ).optional(),
        httpd: later(httpdSchema).optional(),
        ws: later(wsSchema).optional(),
        app_settings: later(appSettingsSchema).optional(),
        extra_sockets: int(
          0,
          MAX_SOCKETS,
          'UDP sockets that the app opens before the server starts. Default 0',
        ).optional(),
        socket_users: later(socketUsersSchema).optional(),
        heap_limit: int(1, INT_MAX, 'Bytes of heap; allocations past it fail. Default: no limit').optional(),
        tls: later(tlsSchema).optional(),
        heap: later(heapSchema).optional(),
        cpu: later(() => cpuSchema(firmware)).optional(),
        log_level: word(
          ['E', 'W', 'I', 'D'] as const,
          'Least important level of the lines that the device prints, and has at all. Default: as CONFIG_LOG_DEFAULT_LEVEL says on ESP-IDF; it prints I and above, and --log-level shows all others, too',
        ).optional(),
        worker_priority: int(
          1,
          MAX_PRIORITY,
          'Priority of a second task, for steps with task: worker. Default: none',
        ).optional(),
      },
      { error: () => 'expected a map with profile and apps' },
    )
    .describe('The device and its configuration.');

/** Whether a device's settings fit its profile and each other. */

import type { ValuePath } from '../../document/place.js';
import { w800KconfigProblems } from '../../../firmware-model/devices/w800-kconfig.js';
import type { W800AppName } from '../../../firmware-model/devices/w800-kconfig.js';
import type { ScenarioDocument } from '../../document/document.js';
import type { Diagnostic, ErrorCode } from '../../document/diagnostic.js';
import { diagnosticAt, quoted } from '../../document/diagnostic-at.js';
import { SETTING_OWNER } from '../options/app-settings.js';
import { LWIP_OPTIONS, SAME_OPTION } from '../options/lwipopts.js';
import { takes, typeWords } from '../options/option.js';
import type { OptionEntry, OptionValue, OptionValues } from '../options/option.js';
import { APPS, APP_NAMES, PROFILES, isUserApp } from './profiles.js';
import type { AppName } from './profiles.js';
import { KCONFIG_OPTIONS } from './schema-device.js';
import type { WrittenScenario } from '../schema.js';
import { listed, nearest } from '../../document/suggest.js';

type WrittenDevice = WrittenScenario['device'];

/** Complaints about the map `device`. */
export function checkDevice(device: WrittenDevice, document: ScenarioDocument): Diagnostic[] {
  const check = new DeviceCheck(device, document);
  check.apps();
  check.servers();
  check.options('sdkconfig', KCONFIG_OPTIONS);
  check.options('lwipopts', LWIP_OPTIONS);
  check.sameOptions();
  check.w800Kconfig();
  check.settings();
  return check.found;
}

function isW800App(app: string): app is W800AppName {
  return Object.hasOwn(APPS, app) && APPS[app as AppName].family === 'libwebsockets';
}

class DeviceCheck {
  readonly found: Diagnostic[] = [];

  constructor(
    private readonly device: WrittenDevice,
    private readonly document: ScenarioDocument,
  ) {}

  apps(): void {
    const { profile, apps } = this.device;
    const { family } = PROFILES[profile];
    apps.forEach((app, index) => {
      const appFamily = isUserApp(app) ? 'esp-http-server' : APPS[app].family;
      if (appFamily !== family) {
        const hint = `${profile} takes ${listed(APP_NAMES.filter((name) => APPS[name].family === family))}`;
        this.conflict(['apps', index], `the app ${app} is for ${appFamily}, not for ${profile}`, hint);
      } else if (apps.indexOf(app) !== index) {
        this.conflict(['apps', index], `the app ${app} stands twice`);
      } else if (family === 'libwebsockets' && index > 0) {
        this.conflict(['apps', index], `${profile} runs one program`, 'name one app');
      }
    });
  }

  servers(): void {
    if (PROFILES[this.device.profile].family === 'esp-http-server') return;
    const hint = 'these are settings of the devices with esp_http_server';
    for (const key of ['httpd', 'ws', 'worker_priority', 'heap_limit'] as const) {
      if (this.device[key] === undefined) continue;
      this.conflict([key], `${key} has no meaning for ${this.device.profile}`, hint, 'key');
    }
  }

  options(map: 'sdkconfig' | 'lwipopts', table: readonly OptionEntry[]): void {
    const values = this.device[map];
    if (values === undefined) return;
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) continue;
      const entry = table.find((e) => e.name === name && e.profiles.includes(this.device.profile));
      if (entry) this.option(map, entry, value, values as OptionValues);
      else this.foreignOption(map, name, table);
    }
  }

  /** A Kconfig name and the lwIP option that it sets must agree. */
  sameOptions(): void {
    const { sdkconfig = {}, lwipopts = {} } = this.device;
    for (const [kconfig, lwip] of Object.entries(SAME_OPTION)) {
      const [one, other] = [sdkconfig[kconfig], lwipopts[lwip]];
      if (one === undefined || other === undefined || one === other) continue;
      const message = `${lwip} is ${String(other)} here, but ${kconfig} sets it to ${String(one)}`;
      this.conflict(['lwipopts', lwip], message, 'give one of them');
    }
  }

  /** What the SDK's Kconfig refuses as a combination. */
  w800Kconfig(): void {
    const { profile, apps, sdkconfig = {} } = this.device;
    const app = apps[0];
    if (profile !== 'w800-sdk-2.4' || app === undefined || !isW800App(app) || this.found.length > 0) return;
    for (const problem of w800KconfigProblems(sdkconfig, app)) {
      const name = Object.keys(sdkconfig).find((one) => problem.includes(one));
      this.conflict(name === undefined ? ['sdkconfig'] : ['sdkconfig', name], problem);
    }
  }

  settings(): void {
    const owners = Object.entries(SETTING_OWNER) as [keyof typeof SETTING_OWNER, keyof typeof APPS][];
    for (const [setting, app] of owners) {
      if (this.device.app_settings?.[setting] === undefined || this.device.apps.includes(app)) continue;
      this.conflict(
        ['app_settings', setting],
        `${setting} belongs to the app ${app}`,
        `add ${app} to apps`,
        'key',
      );
    }
  }

  private option(map: string, entry: OptionEntry, value: OptionValue, values: OptionValues): void {
    const path = [map, entry.name];
    const { type, needs } = entry;
    const isInt = typeof value === 'number';
    if (isInt !== (type.kind === 'int')) {
      this.add(path, 'wrong-type', `${entry.name}: expected ${typeWords(type)}, got ${quoted(value)}`);
    } else if (isInt && type.kind === 'int' && !takes(type, value)) {
      this.add(path, 'out-of-range', `${entry.name}: expected ${typeWords(type)}, got ${quoted(value)}`);
    } else if (needs !== undefined && value !== false && values[needs] === false) {
      this.conflict(path, `${entry.name} depends on ${needs}, which is off`);
    }
  }

  private foreignOption(map: string, name: string, table: readonly OptionEntry[]): void {
    const { profile } = this.device;
    const near = nearest(
      name,
      table.filter((e) => e.profiles.includes(profile)).map((e) => e.name),
    );
    const owners = table.filter((e) => e.name === name).flatMap((e) => e.profiles);
    const hint = near === undefined ? `it belongs to ${listed(owners)}` : `did you mean "${near}"?`;
    const code = 'unknown-option';
    this.add([map, name], code, `${profile} has no option ${name}`, hint, 'key');
  }

  private conflict(path: ValuePath, message: string, hint?: string, part: 'key' | 'value' = 'value'): void {
    this.add(path, 'conflict', message, hint, part);
  }

  private add(
    path: ValuePath,
    code: ErrorCode,
    message: string,
    hint?: string,
    part?: 'key' | 'value',
  ): void {
    this.found.push(diagnosticAt(this.document, ['device', ...path], code, message, hint, part));
  }
}

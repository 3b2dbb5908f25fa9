/** Whether a device's settings fit its profile and each other. */

import { diagnosticAt } from '../../document/diagnostic-at.js';
import { quoted, shortened } from '../../document/value-text.js';
import type { Diagnostic, ErrorCode } from '../../document/diagnostic.js';
import type { ScenarioDocument } from '../../document/document.js';
import {
  optionText,
  takes,
  typeWords,
  type FirmwareOption,
  type FirmwareRegistry,
  type Lack,
  type OptionName,
  type OptionValue,
  type OptionValues,
  type Profile,
} from '../../document/firmware.js';
import type { ValuePath } from '../../document/place.js';
import { listed, nearest, suggestion } from '../../document/suggest.js';
import {
  appNamed,
  isUserApp,
  nameIn,
  optionNamed,
  settableNames,
  theProfile,
  type OptionMap,
} from '../firmware.js';
import { SETTING_OWNER } from '../options/app-settings.js';
import { meaningsOf, profilesText } from '../options/option.js';
import type { WrittenScenario } from '../schema.js';

type WrittenDevice = WrittenScenario['device'];

/** Complaints about the map `device`. */
export function checkDevice(
  firmware: FirmwareRegistry,
  device: WrittenDevice,
  document: ScenarioDocument,
): Diagnostic[] {
  const check = new DeviceCheck(firmware, device, document);
  check.apps();
  check.handlers();
  check.lacks();
  check.tls();
  check.cpu();
  check.options('sdkconfig');
  check.options('lwipopts');
  check.sameOptions();
  check.combinations();
  check.log();
  check.settings();
  return check.found;
}

class DeviceCheck {
  readonly found: Diagnostic[] = [];

  private readonly profile: Profile;

  constructor(
    private readonly firmware: FirmwareRegistry,
    private readonly device: WrittenDevice,
    private readonly document: ScenarioDocument,
  ) {
    this.profile = theProfile(firmware, device.profile);
  }

  apps(): void {
    const { name, family } = this.profile;
    const { apps } = this.device;
    apps.forEach((app, index) => {
      const appFamily = isUserApp(app) ? family : appNamed(this.firmware, app)?.family;
      const missing = this.profile.lacks.find(({ key }) => 'app' in key && key.app === app);
      if (appFamily !== family) {
        const own = this.firmware.apps.filter((one) => one.family === family);
        const hint = `${name} takes ${listed(own.map((one) => one.name))}`;
        this.conflict(['apps', index], `the app ${app} is for ${String(appFamily)}, not for ${name}`, hint);
      } else if (missing !== undefined) {
        this.add(['apps', index], 'not-available', `${name} has no app ${app}: ${missing.why}`);
      } else if (apps.indexOf(app) !== index) {
        this.conflict(['apps', index], `the app ${app} stands twice`);
      } else if (family === 'libwebsockets' && index > 0) {
        this.conflict(['apps', index], `${name} runs one program`, 'name one app');
      }
    });
  }

  /** There must be an application, or handlers or tasks of the scenario's own. */
  handlers(): void {
    const { apps, handlers, tasks } = this.device;
    const { name, family } = this.profile;
    if (handlers === undefined && tasks === undefined && apps.length === 0) {
      const hint = 'apps: [ws-echo], or handlers of your own';
      this.add([], 'missing-key', 'the device has no application', hint);
    }
    if (family !== 'libwebsockets' || apps.length === 0) return;
    for (const key of ['handlers', 'tasks'] as const) {
      if (this.device[key] === undefined) continue;
      const message = `${name} runs one program, and ${key} are one of your own`;
      this.conflict([key], message, 'leave out apps', 'key');
    }
  }

  /** What the profile does not have. */
  lacks(): void {
    const { name, lacks } = this.profile;
    for (const { key, why } of lacks) {
      if (!isPath(key) || valueAt(this.device, key) === undefined) continue;
      this.add(key, 'not-available', `${name} has no ${key.join('.')}: ${why}`, undefined, 'key');
    }
  }

  /** Apps that need TLS, and keys of it that are for other apps. */
  tls(): void {
    const { apps, tls } = this.device;
    apps.forEach((name, index) => {
      const app = appNamed(this.firmware, name);
      if (app?.tls === 'needed' && tls === undefined) {
        this.conflict(['apps', index], `the app ${name} needs device.tls`, 'add tls: {}');
      }
      for (const key of Object.keys(tls ?? {})) {
        if (app === undefined || app.tlsKeys.includes(key)) continue;
        const hint = `${name} takes ${app.tlsKeys.join(', ')}`;
        this.add(['tls', key], 'not-available', `tls.${key} means nothing to ${name}`, hint, 'key');
      }
    });
  }

  /** Entries of `cpu` that nothing is charged by. */
  cpu(): void {
    const { cpu } = this.device;
    if (typeof cpu !== 'object') return;
    const { name, family } = this.profile;
    for (const key of ['request', 'handler'] as const) {
      if (family !== 'libwebsockets' || cpu[key] === undefined) continue;
      this.add(
        ['cpu', key],
        'not-available',
        `${name} has no cpu.${key}: it is charged by esp_http_server`,
        undefined,
        'key',
      );
    }
    if (cpu.uart === 0 && cpu.uart_fifo !== undefined)
      this.conflict(['cpu', 'uart_fifo'], 'there is no UART with uart: 0', 'leave out uart_fifo', 'key');
  }

  options(map: OptionMap): void {
    const values = this.device[map];
    if (values === undefined) return;
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) continue;
      const option = optionNamed(this.profile, map, name);
      const named = option === undefined ? undefined : nameIn(map, option);
      if (option && named) this.option(map, option, named, value, values as OptionValues);
      else this.foreignOption(map, name);
    }
  }

  /** A Kconfig name and the lwIP option that it sets must agree. */
  sameOptions(): void {
    const { sdkconfig = {}, lwipopts = {} } = this.device;
    for (const { kconfig, lwip, inSegments } of this.profile.options) {
      if (kconfig === undefined || lwip === undefined) continue;
      const [one, other] = [sdkconfig[kconfig.name], lwipopts[lwip.name]];
      if (one === undefined || other === undefined) continue;
      const set = inSegments === true ? Number(one) * this.segmentBytes() : one;
      if (set === other) continue;
      const message = `${lwip.name} is ${String(other)} here, but ${kconfig.name} sets it to ${String(set)}`;
      this.conflict(['lwipopts', lwip.name], message, 'give one of them');
    }
  }

  /** What the firmware's own configuration refuses as a combination. */
  combinations(): void {
    const { apps, sdkconfig = {}, tls } = this.device;
    const [app = ''] = apps;
    if (this.found.length > 0) return;
    for (const { option, message } of this.profile.problems(sdkconfig, app, tls)) {
      const isHere = option !== undefined && sdkconfig[option] !== undefined;
      this.conflict(isHere ? ['sdkconfig', option] : ['sdkconfig'], message);
    }
  }

  /** What is logged is said once. */
  log(): void {
    const { log_level: level, sdkconfig = {} } = this.device;
    const option = this.profile.options.find(
      ({ kconfig, choices }) => choices !== undefined && sdkconfig[kconfig?.name ?? ''] !== undefined,
    );
    if (level === undefined || option === undefined) return;
    this.conflict(
      ['log_level'],
      `${option.kconfig?.name ?? ''} says what is logged, too`,
      'give one of them',
    );
  }

  settings(): void {
    const owners = Object.entries(SETTING_OWNER);
    const names = owners.map(([name]) => name);
    if (!this.device.apps.some(isUserApp)) {
      for (const name of Object.keys(this.device.app_settings ?? {}).filter((one) => !names.includes(one)))
        this.unknownSetting(name, names);
    }
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

  private unknownSetting(name: string, names: readonly string[]): void {
    const message = `unknown option "${shortened(name)}" in device.app_settings`;
    const hint = `${suggestion(name, names)} (modules of your own may have any)`;
    this.add(['app_settings', name], 'unknown-option', message, hint, 'key');
  }

  private segmentBytes(): number {
    const mss = this.profile.options.find(({ lwip }) => lwip?.name === 'TCP_MSS');
    const { sdkconfig = {}, lwipopts = {} } = this.device;
    const set = lwipopts['TCP_MSS'] ?? sdkconfig[mss?.kconfig?.name ?? ''];
    return Number(set ?? mss?.lwip?.initial);
  }

  private option(
    map: OptionMap,
    { needs, fixed }: FirmwareOption,
    { name, type, initial }: OptionName,
    value: OptionValue,
    values: OptionValues,
  ): void {
    const path = [map, name];
    const isInt = typeof value === 'number';
    const expected = `${name}: expected ${typeWords(type)}, got ${quoted(value)}`;
    if (isInt !== (type.kind === 'int')) this.add(path, 'wrong-type', expected);
    else if (isInt && type.kind === 'int' && !takes(type, value)) this.add(path, 'out-of-range', expected);
    else if (fixed !== undefined && value !== initial) {
      const only = `${name}: ${this.profile.name} is modelled with ${optionText(initial)} only`;
      this.add(path, 'unsupported-value', only, fixed.hint);
    } else if (needs !== undefined && value !== false && values[needs] === false) {
      this.conflict(path, `${name} depends on ${needs}, which is off`);
    }
  }

  private foreignOption(map: OptionMap, name: string): void {
    const near = nearest(name, settableNames(this.profile, map));
    const owners = meaningsOf(this.firmware, map, name).flatMap(({ profiles }) => profiles);
    const isNear = near !== undefined && !owners.some((owner) => owner !== this.profile.name);
    const hint = isNear ? `did you mean "${near}"?` : `it belongs to ${profilesText(this.firmware, owners)}`;
    this.add([map, name], 'unknown-option', `${this.profile.name} has no option ${name}`, hint, 'key');
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

function isPath(key: Lack['key']): key is readonly string[] {
  return Array.isArray(key);
}

function valueAt(device: WrittenDevice, key: readonly string[]): unknown {
  let value: unknown = device;
  for (const step of key) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

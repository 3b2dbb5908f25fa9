/** What a cure is looked for in: the scenario as it is, and what its run has shown. */

import type { OptionValue, Profile } from '../document/firmware.js';
import { theProfile } from '../language/firmware.js';
import type { Scenario } from '../language/scenario.js';
import type { Change } from './change.js';
import type { Trouble } from './trouble.js';
import { FIRMWARE } from '../run/firmware.js';

/** A limit as a run has seen it. */
export interface SeenLimit {
  readonly size: number | undefined;
  readonly peak: number;
}

/** What the run of the scenario as it is has shown. */
export interface Seen {
  readonly troubles: readonly Trouble[];
  /** By name: `sockets`, `sessions :80`. */
  readonly limits: ReadonlyMap<string, SeenLimit>;
  /** Connections that clients wanted at the same time, at most. */
  readonly wanted: number;
}

/** A scenario and its troubles. */
export class Situation {
  readonly profile: Profile;

  constructor(
    readonly scenario: Scenario,
    /** The scenario as it is written, files and parameters put together. */
    readonly written: Readonly<Record<string, unknown>>,
    readonly seen: Seen,
    /** Folder of the programs that stand beside the library's scenarios; absent where there is none. */
    readonly programs?: string,
  ) {
    this.profile = theProfile(FIRMWARE, scenario.device.profile);
  }

  /** Is any of these among the symptoms? */
  has(...symptoms: readonly string[]): boolean {
    return this.seen.troubles.some((one) => symptoms.some((symptom) => one.symptoms.includes(symptom)));
  }

  /** Largest size of the limits of a kind; undefined where the run has not seen it. */
  sizeOf(kind: string): number | undefined {
    const sizes = [...this.seen.limits]
      .filter(([name, { size }]) => size !== undefined && (name === kind || name.startsWith(`${kind} `)))
      .map(([, { size }]) => size!);
    return sizes.length === 0 ? undefined : Math.max(...sizes);
  }

  /** A field of `httpd_config_t` as the scenario or the profile has it; an application may set another. */
  field(name: string): unknown {
    return (this.scenario.device.httpd as Record<string, unknown>)[name] ?? this.profile.httpd?.[name];
  }

  /** The value of an option by one of its names; undefined where the profile has none. */
  option(name: string): OptionValue | undefined {
    return this.place(name)?.value;
  }

  /** Changes of a field of the server's configuration; none where the profile has no such field. */
  setField(name: string, value: unknown): Change[] {
    if (this.profile.httpd === undefined || !(name in this.profile.httpd)) return [];
    const isLacking = this.profile.lacks.some(
      ({ key }) => Array.isArray(key) && key.join('.') === `httpd.${name}`,
    );
    return isLacking ? [] : [{ path: `device.httpd.${name}`, value }];
  }

  /** Changes of an option by one of its names, in the map that the scenario has it in. */
  setOption(name: string, value: OptionValue): Change[] {
    const place = this.place(name);
    return place === undefined ? [] : [{ path: place.path, value }];
  }

  /** Largest value that an option takes. */
  mostOf(name: string): number | undefined {
    const option = this.find(name);
    const type = (option?.kconfig ?? option?.lwip)?.type;
    return type?.kind === 'int' ? type.max : undefined;
  }

  private find(name: string): Profile['options'][number] | undefined {
    return this.profile.options.find(
      ({ kconfig, lwip, fixed }) => fixed === undefined && (kconfig?.name === name || lwip?.name === name),
    );
  }

  private place(name: string): { readonly path: string; readonly value: OptionValue } | undefined {
    const option = this.find(name);
    if (option === undefined) return undefined;
    const { sdkconfig, lwipopts } = this.scenario.device;
    const { kconfig, lwip } = option;
    const set = lwip === undefined ? undefined : lwipopts[lwip.name];
    if (lwip !== undefined && (set !== undefined || kconfig === undefined))
      return { path: `device.lwipopts.${lwip.name}`, value: set ?? lwip.initial };
    if (kconfig === undefined) return undefined;
    return { path: `device.sdkconfig.${kconfig.name}`, value: sdkconfig[kconfig.name] ?? kconfig.initial };
  }
}

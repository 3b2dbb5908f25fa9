/**
 * What the scenario language, the import of configuration files and `explain` know of the firmware that can be
 * simulated: profiles, their options, their applications. Only types and their smallest operations: the values come
 * from firmware-model, through the one door sim/run/firmware.ts.
 */

import type { CpuPreset } from './device-cpu.js';
import type { LogLevel } from '../kernel/trace-records.js';
import type { OwnFirmware } from './handlers.js';

/** Which server a profile runs. */
export type ServerFamily = 'esp-http-server' | 'libwebsockets';

/** A whole number with its limits, as Kconfig's `range` or the C type gives them. */
export interface IntOption {
  readonly kind: 'int';
  readonly min: number;
  readonly max: number;
  /** The only values that the model honours, ascending; all in between unless given. */
  readonly only?: readonly number[];
}

/** A switch: `true` or y, `false` or n, in lwipopts.h also 1 and 0. */
export interface BoolOption {
  readonly kind: 'bool';
}

export type OptionType = IntOption | BoolOption;

/** An option's value as scenarios hold it. */
export type OptionValue = number | boolean;

/** Checked options by name. */
export type OptionValues = Readonly<Record<string, OptionValue>>;

/** A name of an option, and what it takes under that name. */
export interface OptionName {
  readonly name: string;
  readonly type: OptionType;
  /** The value without it, in the unit of this name. */
  readonly initial: OptionValue;
}

/** An option of a profile. It may have a Kconfig name, one of lwIP's own, or both. */
export interface FirmwareOption {
  readonly kconfig?: OptionName;
  readonly lwip?: OptionName;
  /** The Kconfig name counts segments of TCP_MSS, lwIP's name bytes. */
  readonly inSegments?: true;
  readonly about: string;
  /** File of the firmware that defines it. */
  readonly source: string;
  /** An option without which this one can't be switched on. */
  readonly needs?: string;
  /** Kconfig symbols of a choice that its number follows from; undefined: from another option. */
  readonly choices?: Readonly<Record<string, number | undefined>>;
  /** The model has the initial value only; a file that sets another one can't be honoured. The text says what to do. */
  readonly fixed?: { readonly hint?: string };
  /** Why it changes nothing on the real device, either. */
  readonly withoutEffect?: string;
}

/** An application. */
export interface FirmwareApp {
  readonly name: string;
  readonly family: ServerFamily;
  readonly about: string;
  /** It makes no sense without `device.tls`; any app else can do with and without. */
  readonly tls?: 'needed' | undefined;
  /** Keys of `device.tls` that mean something to it. */
  readonly tlsKeys: readonly string[];
  /** It serves nobody: it connects by itself. */
  readonly isClient?: boolean;
}

/** Something that a scenario may ask for and this profile does not have. */
export interface Lack {
  /** Path under `device` of the key, the application's name, or a handler's method or deed. */
  readonly key: readonly string[] | { readonly app: string } | { readonly handler: string };
  /** `async requests (since v5.2)`. */
  readonly why: string;
}

/** A problem of a combination of values. */
export interface OptionProblem {
  /** The option that it is about; absent when it is about several. */
  readonly option?: string;
  readonly message: string;
}

/** What the language sees of a profile. */
/** What a device prints on its console, and what there is to print. */
export interface LogLevels {
  /** Least important level that is printed. */
  readonly console: LogLevel | 'none';
  /** Least important level of the lines that the firmware has. */
  readonly built: LogLevel | 'none';
  /** What says so of `built`, with its value. */
  readonly setBy: string;
}

export interface Profile {
  /** As scenarios name it. */
  readonly name: string;
  readonly family: ServerFamily;
  readonly about: string;
  /** The firmware, as traces name it. */
  readonly firmware: string;
  /** Of what is simulated here, what was traced and what was only read. */
  readonly evidence: string;
  readonly options: readonly FirmwareOption[];
  /** Initial values of `device.httpd`; absent where there is no such thing. */
  readonly httpd?: Readonly<Record<string, unknown>>;
  readonly lacks: readonly Lack[];
  /** Device steps that it has no command for; absent: it has all. */
  readonly lacksSteps?: readonly string[];
  /** What the firmware's own configuration refuses as a combination; `tls` is `device.tls`, if that is there. */
  problems(
    sdkconfig: Readonly<Record<string, OptionValue | undefined>>,
    app: string,
    tls?: { readonly port?: number | undefined },
  ): readonly OptionProblem[];
  /** Levels of the console; absent, or undefined: I is printed, and every line is there. */
  logLevels?(sdkconfig: OptionValues): LogLevels | undefined;
}

/** A named difference between two releases of a firmware, in the direction of an upgrade. */
export interface ReleaseDifference {
  readonly name: string;
  readonly title: string;
  readonly before: string;
  readonly after: string;
  /** The newer release is in the difference's range (and the older one is not), or the other way round. */
  readonly hasAfter: boolean;
  /** Who notices. */
  readonly concern: 'clients' | 'code' | 'memory' | 'log';
  /** `since v5.3.4 and v5.4.3, until v5.5.5`. */
  readonly range: string;
  readonly source: string;
  readonly evidence: 'traced' | 'read';
  /** Name of the scenario of the library that shows it. */
  readonly shownBy?: string;
}

/** A default that is not the same in two releases, or a name that only one of them has. */
export interface DefaultChange {
  readonly option: string;
  readonly before: string;
  readonly after: string;
  readonly about: string;
}

/** A line that firmware logs, as far as it is always the same, and what it means. */
export interface FirmwareLine {
  readonly text: string;
  readonly about: string;
  readonly source: string;
}

/** What a user's module exports: firmware-model alone knows what it is given and what it makes. */
export type UserAppEntry = (context: never, esp: never) => unknown;

/** An application of a user's, ready for a device of firmware-model. */
export type UserAppFactory = (context: never) => unknown;

/** Everything that can be simulated. */
export interface FirmwareRegistry<P extends Profile = Profile> {
  /** In the order of lists; the first one is the default. */
  readonly profiles: readonly P[];
  readonly apps: readonly FirmwareApp[];
  /** Callbacks that traces can have, by their full names. */
  readonly callbacks: readonly string[];
  /** Lines of logs that can be explained. */
  readonly lines: readonly FirmwareLine[];
  /** In which releases of a firmware a line of its console is printed, a sentence each. */
  releasesOfLine(family: ServerFamily, text: string): readonly string[];
  /** What is published of the time that chips spend. */
  readonly cpuPresets: readonly CpuPreset[];
  /** An application from a user's module; `name` is its entry in `apps`. */
  userApp(name: string, entry: UserAppEntry, family: ServerFamily): UserAppFactory;
  /** The application of handlers and tasks that a scenario writes itself. */
  handlersApp(own: OwnFirmware, family: ServerFamily): UserAppFactory;
}

/** `a whole number from 1 to 253`, or the numbers themselves. */
export function typeWords(type: OptionType): string {
  if (type.kind === 'bool') return 'true or false';
  if (type.only !== undefined) return `one of ${type.only.join(', ')}`;
  return `a whole number from ${String(type.min)} to ${String(type.max)}`;
}

/** Is a number one that an option takes? */
export function takes({ min, max, only }: IntOption, value: number): boolean {
  return only === undefined ? value >= min && value <= max : only.includes(value);
}

/** `y`, `n` or the number. */
export function optionText(value: OptionValue): string {
  return typeof value === 'boolean' ? (value ? 'y' : 'n') : String(value);
}

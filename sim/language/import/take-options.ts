/** From the options of a file to those that the model has: taken, ignored, or impossible to honour. */

import type { ErrorCode } from '../../document/diagnostic.js';
import { SAME_OPTION } from '../options/lwipopts.js';
import type { OptionEntry, OptionValue } from '../options/option.js';
import type { ProfileName } from '../device/profiles.js';
import { namesIn } from './c-expression.js';
import type { Header } from './c-header.js';
import type { ConfigEntry, ConfigText } from './config-file.js';
import type { IgnoredOption } from './config-import.js';
import type { FixedOption } from './fixed-options.js';

/** Options of a file, sorted. */
export interface SortedOptions {
  readonly taken: ReadonlyMap<string, ConfigEntry>;
  readonly ignored: readonly IgnoredOption[];
}

const UNSUPPORTED: ErrorCode = 'unsupported-value';

/** Kconfig options that set an lwIP option, beside those that are the same thing (SAME_OPTION). */
const ALSO_SETS: Readonly<Record<string, string>> = {
  TCP_WND: 'CONFIG_LWIP_TCP_WND_DEFAULT',
  TCP_SND_BUF: 'CONFIG_LWIP_TCP_SND_BUF_DEFAULT',
  TCP_TMR_INTERVAL: 'CONFIG_LWIP_TCP_TMR_INTERVAL',
  LWIP_TCP_RTO_TIME: 'CONFIG_LWIP_TCP_RTO_TIME',
  TCP_QUEUE_OOSEQ: 'CONFIG_LWIP_TCP_QUEUE_OOSEQ',
  TCP_OOSEQ_MAX_PBUFS: 'CONFIG_LWIP_TCP_OOSEQ_MAX_PBUFS',
};
const KCONFIG_OF = new Map<string, string>([
  ...Object.entries(SAME_OPTION).map(([kconfig, lwip]): [string, string] => [lwip, kconfig]),
  ...Object.entries(ALSO_SETS),
]);

/** Sorts the entries of a Kconfig file; throws `ScenarioError` for a value that the model can't have. */
export function sortKconfig(
  text: ConfigText,
  entries: ReadonlyMap<string, ConfigEntry>,
  table: readonly OptionEntry[],
  fixed: readonly FixedOption[],
  profile: ProfileName,
): SortedOptions {
  const taken = new Map<string, ConfigEntry>();
  const ignored: IgnoredOption[] = [];
  for (const entry of entries.values()) {
    if (hasOption(table, entry.name, profile)) taken.set(entry.name, entry);
    else if (!isFixed(text, entry, fixed, profile))
      ignored.push({ name: entry.name, reason: 'not modelled' });
  }
  return { taken, ignored };
}

/** Sorts the macros of lwipopts.h; what Kconfig sets (`#define TCP_MSS CONFIG_LWIP_TCP_MSS`) is left to Kconfig. */
export function sortHeader(
  header: Header,
  table: readonly OptionEntry[],
  fixed: readonly FixedOption[],
  profile: ProfileName,
): SortedOptions {
  const { text, macros } = header;
  const taken = new Map<string, ConfigEntry>();
  const ignored: IgnoredOption[] = [];
  for (const macro of macros.values()) {
    const { name, nameSpan, bodySpan } = macro;
    const option = table.find((one) => one.name === name && one.profiles.includes(profile));
    const isKnown =
      option !== undefined || fixed.some((one) => one.name === name && one.profiles.includes(profile));
    if (!isKnown) {
      ignored.push({ name, reason: 'not modelled' });
      continue;
    }
    const kconfig = KCONFIG_OF.get(name);
    if (kconfig !== undefined && [...namesIn(macro.body), ...macro.conditions].includes(kconfig)) {
      ignored.push({ name, reason: 'set by Kconfig' });
      continue;
    }
    const number = header.valueOf(macro);
    const isSwitch = option?.type.kind === 'bool' && (number === 0 || number === 1);
    const entry: ConfigEntry = {
      name,
      value: isSwitch ? number === 1 : number,
      nameSpan,
      valueSpan: bodySpan,
    };
    if (option !== undefined) taken.set(name, entry);
    else isFixed(text, entry, fixed, profile);
  }
  return { taken, ignored };
}

/** The value as option maps hold it. */
export function optionValue({ value }: ConfigEntry): OptionValue {
  return value as OptionValue;
}

function hasOption(table: readonly OptionEntry[], name: string, profile: ProfileName): boolean {
  return table.some((entry) => entry.name === name && entry.profiles.includes(profile));
}

/** Whether an option is one that can't be changed; throws if it is changed. */
function isFixed(
  text: ConfigText,
  { name, value, valueSpan }: ConfigEntry,
  fixed: readonly FixedOption[],
  profile: ProfileName,
): boolean {
  const option = fixed.find((one) => one.name === name && one.profiles.includes(profile));
  if (option === undefined) return false;
  if (Number(option.value) === Number(value)) return true;
  const message = `${name}: ${profile} is modelled with ${written(option.value)} only (${option.about})`;
  throw text.error(valueSpan, message, option.hint, UNSUPPORTED);
}

function written(value: number | boolean): string {
  return typeof value === 'boolean' ? (value ? 'y' : 'n') : String(value);
}

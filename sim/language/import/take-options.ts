/** From the options of a file to those that the model has: taken, ignored, or impossible to honour. */

import type { ErrorCode } from '../../document/diagnostic.js';
import { optionText, type FirmwareOption, type OptionValue, type Profile } from '../../document/firmware.js';
import { nameIn, optionNamed, type OptionMap } from '../firmware.js';
import { namesIn } from './c-expression.js';
import type { Header } from './c-header.js';
import type { ConfigEntry, ConfigText } from './config-file.js';
import type { IgnoredOption } from './config-import.js';

/** Options of a file, sorted. */
export interface SortedOptions {
  readonly taken: ReadonlyMap<string, ConfigEntry>;
  readonly ignored: readonly IgnoredOption[];
}

const UNSUPPORTED: ErrorCode = 'unsupported-value';

/** Sorts the entries of a Kconfig file; throws `ScenarioError` for a value that the model can't have. */
export function sortKconfig(
  text: ConfigText,
  entries: ReadonlyMap<string, ConfigEntry>,
  profile: Profile,
): SortedOptions {
  const taken = new Map<string, ConfigEntry>();
  const ignored: IgnoredOption[] = [];
  const chosen = new Map<string, ConfigEntry>();
  for (const entry of entries.values()) {
    const option = optionNamed(profile, 'sdkconfig', entry.name);
    const choice = choiceOf(profile, entry);
    if (choice !== undefined) {
      if (choice.entry === undefined)
        ignored.push({
          name: entry.name,
          reason: entry.value === true ? 'as its default' : 'a choice not made',
        });
      else chosen.set(choice.entry.name, choice.entry);
    } else if (option === undefined) ignored.push({ name: entry.name, reason: 'not modelled' });
    else if (option.fixed === undefined) taken.set(entry.name, entry);
    else checkFixed(text, entry, option, 'sdkconfig', profile);
  }
  // As in Kconfig, the number follows from the choice, whatever number stands beside it.
  for (const [name, entry] of chosen) taken.set(name, entry);
  return { taken, ignored };
}

/** A symbol of a choice, and the number that follows where it is made; undefined for other entries. */
function choiceOf(
  profile: Profile,
  { name, value, ...spans }: ConfigEntry,
): { readonly entry?: ConfigEntry } | undefined {
  for (const { kconfig, choices } of profile.options) {
    if (kconfig === undefined || choices === undefined || !(name in choices)) continue;
    const number = choices[name];
    return value !== true || number === undefined
      ? {}
      : { entry: { ...spans, name: kconfig.name, value: number } };
  }
  return undefined;
}

/** Sorts the macros of lwipopts.h; what Kconfig sets (`#define TCP_MSS CONFIG_LWIP_TCP_MSS`) is left to Kconfig. */
export function sortHeader(header: Header, profile: Profile): SortedOptions {
  const { text, macros } = header;
  const taken = new Map<string, ConfigEntry>();
  const ignored: IgnoredOption[] = [];
  for (const macro of macros.values()) {
    const { name, nameSpan, bodySpan } = macro;
    const option = optionNamed(profile, 'lwipopts', name);
    if (option === undefined) {
      ignored.push({ name, reason: 'not modelled' });
      continue;
    }
    const kconfig = option.kconfig?.name;
    if (kconfig !== undefined && [...namesIn(macro.body), ...macro.conditions].includes(kconfig)) {
      ignored.push({ name, reason: 'set by Kconfig' });
      continue;
    }
    const number = header.valueOf(macro);
    const isSwitch = option.lwip?.type.kind === 'bool' && (number === 0 || number === 1);
    const entry: ConfigEntry = {
      name,
      value: isSwitch ? number === 1 : number,
      nameSpan,
      valueSpan: bodySpan,
    };
    if (option.fixed === undefined) taken.set(name, entry);
    else checkFixed(text, entry, option, 'lwipopts', profile);
  }
  return { taken, ignored };
}

/** The value as option maps hold it. */
export function optionValue({ value }: ConfigEntry): OptionValue {
  return value as OptionValue;
}

/** Throws if an option that can't be changed is changed. */
function checkFixed(
  text: ConfigText,
  { name, value, valueSpan }: ConfigEntry,
  option: FirmwareOption,
  map: OptionMap,
  profile: Profile,
): void {
  const initial = nameIn(map, option)?.initial ?? 0;
  if (Number(initial) === Number(value)) return;
  const message = `${name}: ${profile.name} is modelled with ${optionText(initial)} only (${option.about})`;
  throw text.error(valueSpan, message, option.fixed?.hint, UNSUPPORTED);
}

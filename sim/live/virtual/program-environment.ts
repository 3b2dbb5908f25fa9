/** What a command is told so that its Node programs meet the simulated device in virtual time. */

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the programs are to meet. */
export interface LaunchOptions {
  /** File of the scenario. */
  readonly scenario: string;
  readonly set: readonly string[];
  readonly seed?: number | undefined;
  /** Further names of the device. */
  readonly names: readonly string[];
  /** Hosts outside that may be reached. */
  readonly allow: readonly string[];
  readonly client?: string | undefined;
  readonly trace?: string | undefined;
  readonly pcapng?: string | undefined;
  readonly quiet: boolean;
}

/** The environment of such a program; `preload` is the module that `--import` loads. */
export function programEnvironment(
  options: LaunchOptions,
  preload: string,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const given = (name: string, value: string | undefined): Record<string, string> =>
    value === undefined || value === '' ? {} : { [name]: value };
  const absolute = (file: string | undefined): string | undefined =>
    file === undefined ? undefined : resolve(file);
  const nodeOptions = [env['NODE_OPTIONS'], `--import=${pathToFileURL(preload).href}`];
  return {
    ...env,
    NODE_OPTIONS: nodeOptions.filter((one) => one !== undefined && one !== '').join(' '),
    LWIP_TWIN_SCENARIO: resolve(options.scenario),
    LWIP_TWIN_SET: JSON.stringify(options.set),
    ...given('LWIP_TWIN_SEED', options.seed?.toString()),
    ...given('LWIP_TWIN_NAMES', options.names.join(' ')),
    ...given('LWIP_TWIN_ALLOW', options.allow.join(' ')),
    ...given('LWIP_TWIN_CLIENT', options.client),
    ...given('LWIP_TWIN_TRACE', absolute(options.trace)),
    ...given('LWIP_TWIN_PCAPNG', absolute(options.pcapng)),
    ...given('LWIP_TWIN_QUIET', options.quiet ? '1' : undefined),
  };
}

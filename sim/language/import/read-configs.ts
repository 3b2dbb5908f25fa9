/** `device.sdkconfig` and `device.lwipopts` that name files: reads them into maps of options. */

import { mergeTrees, putAt, without } from '../compose/merge.js';
import { childOf, isMapValue, treeAt } from '../../document/origin.js';
import type { Origin, Tree } from '../../document/origin.js';
import { filesOf } from '../../document/place.js';
import { ScenarioError } from '../../document/diagnostic.js';
import { readNamedSource } from '../../document/source.js';
import type { SourceText } from '../../document/place.js';
import type { FirmwareRegistry, Profile } from '../../document/firmware.js';
import { optionNamed, profileNamed } from '../firmware.js';
import { readHeader } from './c-header.js';
import { ConfigLocations } from './config-file.js';
import type { ConfigEntry, ConfigText } from './config-file.js';
import type { ConfigImport } from './config-import.js';
import { readKconfig } from './kconfig-file.js';
import { optionValue, sortHeader, sortKconfig } from './take-options.js';
import type { SortedOptions } from './take-options.js';

/** Key of a map of options that names the file under it. */
export const FROM = 'from';

/** The tree with the options of the named files in it. */
export function readConfigs(firmware: FirmwareRegistry, tree: Tree): { tree: Tree; imports: ConfigImport[] } {
  const name = treeAt(tree, ['device', 'profile']).value;
  const profile = typeof name === 'string' ? profileNamed(firmware, name) : undefined;
  if (profile === undefined) return { tree, imports: [] };
  const reader = new ConfigReader(tree, profile);
  reader.sdkconfig();
  reader.lwipopts();
  return reader;
}

class ConfigReader {
  readonly imports: ConfigImport[] = [];
  private kconfig: ReadonlyMap<string, ConfigEntry> = new Map();

  constructor(
    public tree: Tree,
    private readonly profile: Profile,
  ) {}

  sdkconfig(): void {
    const source = this.sourceOf('sdkconfig');
    if (source === undefined) return;
    const { text, entries } = readKconfig(source);
    this.kconfig = entries;
    this.put('sdkconfig', text, sortKconfig(text, entries, this.profile));
  }

  lwipopts(): void {
    const source = this.sourceOf('lwipopts');
    if (source === undefined) return;
    const header = readHeader(source, (name) => this.kconfigValue(name));
    this.put('lwipopts', header.text, sortHeader(header, this.profile));
  }

  /** The file that a map of options comes from, if it comes from one. */
  private sourceOf(key: 'sdkconfig' | 'lwipopts'): SourceText | undefined {
    const options = treeAt(this.tree, ['device', key]);
    const named = isMapValue(options.value) ? childOf(options, FROM) : options;
    if (typeof named.value !== 'string') return undefined;
    const { file, path } = named.origin;
    const files = filesOf(file.source);
    const name = files.beside(file.source.file, named.value);
    try {
      return readNamedSource(files, name, key === 'sdkconfig' ? 'kconfig' : 'header');
    } catch (error) {
      if (!(error instanceof ScenarioError) || error.code !== 'unreadable') throw error;
      const message = `${name}: ${error.diagnostics[0].message}`;
      throw new ScenarioError(
        file.source.file,
        [{ code: 'unreadable', message, ...file.locate(path) }],
        file.source.text,
      );
    }
  }

  /** The file's options lie under those that the scenario gives itself. */
  private put(key: 'sdkconfig' | 'lwipopts', text: ConfigText, { taken, ignored }: SortedOptions): void {
    const file = new ConfigLocations(text, taken);
    const value: Record<string, unknown> = {};
    const children = new Map<string, Origin>();
    for (const [name, entry] of taken) {
      value[name] = optionValue(entry);
      children.set(name, { file, path: [name] });
    }
    const own = treeAt(this.tree, ['device', key]);
    const fromFile: Tree = { value, origin: { ...own.origin, children } };
    const merged = isMapValue(own.value) ? mergeTrees(fromFile, without(own, [FROM]), 'replace') : fromFile;
    this.tree = putAt(this.tree, ['device', key], merged);
    const takenOptions = [...taken.values()].map((entry) => ({
      name: entry.name,
      value: optionValue(entry),
    }));
    this.imports.push({ file: text.source.file, kind: key, taken: takenOptions, ignored });
  }

  /** A Kconfig option in a header: from the imported file, from the scenario, or its default. */
  private kconfigValue(name: string): number | undefined {
    if (!name.startsWith('CONFIG_')) return undefined;
    const own = treeAt(this.tree, ['device', 'sdkconfig', name]).value;
    const value = own ?? this.kconfig.get(name)?.value ?? this.initial(name);
    if (value === 'y' || value === true) return 1;
    return typeof value === 'number' ? value : undefined;
  }

  private initial(name: string): number | boolean | undefined {
    return optionNamed(this.profile, 'sdkconfig', name)?.kconfig?.initial;
  }
}

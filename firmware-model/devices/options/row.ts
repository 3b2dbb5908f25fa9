/** Rows of the option tables, and resolving them: for a release, and with what a scenario sets. */

import type {
  FirmwareOption,
  IntOption,
  OptionName,
  OptionType,
  OptionValue,
} from '../../../sim/document/firmware.js';
import { isInRange, type ReleaseRange, type Tag } from '../../releases/index.js';

/** Values of Kconfig or lwipopts.h names; what is absent has its default. */
export type OptionOverrides = Readonly<Record<string, OptionValue>>;

/** A value that changed with releases: the first range that holds counts. */
export type Staged<V> = readonly (ReleaseRange & { readonly value: V })[];

/** What an initial value may be computed from: other options of the same table, by lwIP's names. */
export type Computed<V> = (numberOf: (name: string) => number) => V;

/** An option as its firmware's sources define it. */
export interface Row<V extends OptionValue> {
  readonly lwip?: string;
  readonly kconfig?: string;
  /** Releases that have the Kconfig name; all unless given. */
  readonly kconfigIn?: ReleaseRange;
  readonly type: OptionType | Staged<IntOption>;
  /** What the Kconfig name takes where that is not the same. */
  readonly kconfigType?: OptionType | Staged<IntOption>;
  readonly initial: V | Staged<V> | Computed<V>;
  /** The initial value with static pools. */
  readonly poolsInitial?: V;
  readonly poolsOnly?: true;
  readonly about: string;
  readonly source: string;
  readonly needs?: string;
  readonly inSegments?: true;
  /** Kconfig symbols of a choice that the option's number follows from; undefined: from nothing but another option. */
  readonly choices?: Readonly<Record<string, number | undefined>>;
  readonly fixed?: { readonly hint?: string };
  /** Why it changes nothing unless memory comes from static pools. */
  readonly withoutEffect?: string | Staged<string | undefined>;
}

/** Which firmware a table is resolved for. */
export interface Build {
  /** Absent for firmware without releases: its tables have no staged values. */
  readonly release?: Tag;
  readonly staticPools: boolean;
}

/** Shorthand for tables. */
export function whole(min: number, max: number): IntOption {
  return { kind: 'int', min, max };
}

/** Shorthand for tables. */
export const SWITCH = { kind: 'bool' } as const satisfies OptionType;

/** The type of a row's value. */
export type ValueOf<R extends { readonly type: unknown }> = R['type'] extends { readonly kind: 'bool' }
  ? boolean
  : number;

function isStaged<V>(value: unknown): value is Staged<V> {
  return Array.isArray(value);
}

function at<V>(value: V | Staged<V>, release: Tag | undefined): V {
  if (!isStaged<V>(value)) return value;
  if (release === undefined) throw new RangeError('a staged value without releases');
  const stage = value.find((one) => isInRange(release, one));
  if (stage === undefined) throw new RangeError(`no value for ${release}`);
  return stage.value;
}

/** Values of a table for one build, with what a scenario sets. */
export class OptionReader {
  constructor(
    private readonly rows: ReadonlyMap<string, Row<OptionValue>>,
    private readonly build: Build,
    private readonly sdkconfig: OptionOverrides = {},
    private readonly lwipopts: OptionOverrides = {},
  ) {}

  /** The value of a row: as lwIP's name sets it, as Kconfig does, or its initial value. */
  value<V extends OptionValue>(row: Row<V>): V {
    const own = row.lwip === undefined ? undefined : this.lwipopts[row.lwip];
    if (own !== undefined) return own as V;
    const configured = row.kconfig === undefined ? undefined : this.sdkconfig[row.kconfig];
    if (configured === undefined) return this.initial(row);
    return (row.inSegments ? Number(configured) * this.number('TCP_MSS') : configured) as V;
  }

  /** The value that a row has unless something sets it. */
  initial<V extends OptionValue>(row: Row<V>): V {
    const { initial } = row;
    if (this.build.staticPools && row.poolsInitial !== undefined) return row.poolsInitial;
    if (typeof initial === 'function') return initial((name) => this.number(name));
    return at<V>(initial, this.build.release);
  }

  /** The values of a table's rows, by their keys: numbers, and booleans of switches. */
  fields<T extends Readonly<Record<string, Row<number> | Row<boolean>>>>(
    rows: T,
  ): { readonly [K in keyof T]: ValueOf<T[K]> } {
    const entries = Object.entries(rows).map(([field, row]) => {
      const value = Number(this.value<number | boolean>(row));
      return [field, row.type === SWITCH ? value !== 0 : value];
    });
    return Object.fromEntries(entries) as { readonly [K in keyof T]: ValueOf<T[K]> };
  }

  private number(name: string): number {
    const row = this.rows.get(name);
    if (row === undefined) throw new RangeError(`no option ${name}`);
    return Number(this.value(row));
  }
}

/** A table by lwIP's names, for initial values that are computed. */
export function byLwipName(rows: readonly Row<OptionValue>[]): ReadonlyMap<string, Row<OptionValue>> {
  return new Map(rows.flatMap((row) => (row.lwip === undefined ? [] : [[row.lwip, row]])));
}

/** What Kconfig calls options by lwIP's names, but for those that are set under lwIP's own. */
export function kconfigNames(
  rows: readonly Row<OptionValue>[],
  { release }: Build,
  lwipopts: OptionOverrides,
): Readonly<Record<string, string>> {
  const hasKconfig = ({ kconfigIn }: Row<OptionValue>): boolean =>
    release === undefined || isInRange(release, kconfigIn ?? {});
  return Object.fromEntries(
    rows.flatMap((row) => {
      const { lwip, kconfig } = row;
      if (lwip === undefined || kconfig === undefined || !hasKconfig(row)) return [];
      return lwipopts[lwip] === undefined ? [[lwip, kconfig]] : [];
    }),
  );
}

/** The options that a build has. */
export function optionsOf(rows: readonly Row<OptionValue>[], build: Build): FirmwareOption[] {
  const byName = byLwipName(rows);
  const reader = new OptionReader(byName, build);
  const { release } = build;
  return rows
    .filter((row) => row.poolsOnly !== true || build.staticPools)
    .map((row) => {
      const { lwip, kconfig, about, source, needs, fixed, choices } = row;
      const initial = reader.initial(row);
      const named = (name: string, type: OptionType | Staged<IntOption>, value: OptionValue): OptionName => ({
        name,
        type: at<OptionType>(type, release),
        initial: value,
      });
      const hasKconfig =
        kconfig !== undefined && (release === undefined || isInRange(release, row.kconfigIn ?? {}));
      const withoutEffect = at<string | undefined>(row.withoutEffect, release);
      const inSegments = row.inSegments ? { inSegments: true as const } : {};
      const perName = row.inSegments
        ? Number(initial) / Number(reader.value(byName.get('TCP_MSS')!))
        : initial;
      return {
        ...(lwip === undefined ? {} : { lwip: named(lwip, row.type, initial) }),
        ...(hasKconfig ? { kconfig: named(kconfig, row.kconfigType ?? row.type, perName) } : {}),
        ...inSegments,
        about,
        source,
        ...(needs === undefined ? {} : { needs }),
        ...(choices === undefined ? {} : { choices }),
        ...(fixed === undefined ? {} : { fixed }),
        ...(withoutEffect === undefined || build.staticPools ? {} : { withoutEffect }),
      };
    });
}

/** The fields that are set. */
export function definedOnly<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** Limits and other causes in words, for `explain`: from their definitions. */

import { OTHER_CAUSES } from '../outcomes/other-causes.js';
import { limitDefinitions, type LimitDefinition } from '../resources/definition.js';
import { parseLimitName } from '../resources/limit-name.js';

const INDENT = '  ';
const OF: Readonly<Record<LimitDefinition['per'], string>> = {
  device: '',
  port: ' :PORT',
  connection: ' CLIENT',
};

interface Entry {
  readonly kind: string;
  /** As reports name it; `:PORT`, `CLIENT` and `NAME` stand for names. */
  readonly name: string;
  readonly lines: readonly string[];
}

function entries(): readonly Entry[] {
  const limits = limitDefinitions().map(({ kind, per, about, size, exhausted, heldBy, source }) => {
    const name = kind + OF[per];
    const lines = [
      `${name} (a limited resource)`,
      `${INDENT}${about}`,
      `${INDENT}size: ${size}`,
      `${INDENT}held by: ${heldBy}`,
      `${INDENT}when there is none left: ${exhausted}`,
      `${INDENT}source: ${source}`,
    ];
    return { kind, name, lines };
  });
  const others = OTHER_CAUSES.map(({ kind, of, about, size, exhausted, source }) => {
    const name = of === undefined ? kind : `${kind} ${of}`;
    const lines = [
      `${name} (a cause in reports)`,
      `${INDENT}${about}`,
      ...(size === undefined ? [] : [`${INDENT}decided by: ${size}`]),
      `${INDENT}what clients see: ${exhausted}`,
      `${INDENT}source: ${source}`,
    ];
    return { kind, name, lines };
  });
  return [...limits, ...others];
}

/** Names of all of them, as reports have them. */
export function resourceNames(): string[] {
  return entries().map(({ name }) => name);
}

/** The first words of their names. */
export function resourceKinds(): string[] {
  return entries().map(({ kind }) => kind);
}

/** Lines that explain the limit or other cause that a name means; none for other names. */
export function resourceLines(wanted: string): readonly string[] {
  const all = entries();
  const name = parseLimitName(
    wanted,
    all.map(({ kind }) => kind),
  );
  return all.find((one) => one.name === wanted || one.kind === name?.kind)?.lines ?? [];
}

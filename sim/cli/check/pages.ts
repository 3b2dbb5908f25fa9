/** Where `check --html DIR` puts the page of each case: named after it, with a number where names are alike. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemErrorText } from '../system-error.js';
import { UsageError } from '../usage-error.js';
import type { PlannedCase } from './plan.js';

/** The file of a case by its place in the check; undefined where no pages are asked for. */
export type CasePages = (order: number) => string | undefined;

/** Names of pages, without their folder, by the places of their cases. */
export type PageNames = ReadonlyMap<number, string>;

const LONGEST = 80;
const INDEX = 'index';

/** Names for all cases of a plan. */
export function pageNames(plan: readonly Pick<PlannedCase, 'order' | 'name'>[]): PageNames {
  const taken = new Set([INDEX]);
  const names = new Map<number, string>();
  for (const { order, name } of plan) {
    const plain = name.replace(/[^\w.=-]+/g, '-').replace(/^[-.]+|-+$/g, '');
    const base = plain.slice(0, LONGEST) || 'case';
    let unique = base;
    for (let n = 2; taken.has(unique.toLowerCase()); n++) unique = `${base}-${n}`;
    taken.add(unique.toLowerCase());
    names.set(order, `${unique}.html`);
  }
  return names;
}

/** Makes the folder; throws `UsageError` where that can't be done. */
export function preparePages(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new UsageError(`--html ${folder}: can't make the directory: ${systemErrorText(error)}`);
  }
}

/** Where each page goes. */
export function casePages(folder: string | undefined, names: PageNames): CasePages {
  if (folder === undefined) return () => undefined;
  return (order) => {
    const name = names.get(order);
    return name === undefined ? undefined : join(folder, name);
  };
}

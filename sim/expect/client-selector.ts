/** Clients by name: `tab8`, `tab8#1`, `tab8#*`, `tab*`, or several of these. */

import { suggestion } from '../document/suggest.js';
import type { ClientSelector, ConnectionChoice } from './types.js';

const NAME_AND_NUMBER = /^(.*?)(?:#(\*|[1-9]\d{0,6}))?$/;

/** What can't be right about a selector. */
export interface SelectorProblem {
  readonly message: string;
  readonly hint: string;
}

/** Finds the clients that are meant; `known` are all that the scenario has. */
export function selectClients(
  written: string | readonly string[],
  known: readonly string[],
): ClientSelector | SelectorProblem {
  const texts = typeof written === 'string' ? [written] : written;
  const clients = new Set<string>();
  let connection: ConnectionChoice | undefined;
  for (const text of texts) {
    const [, name = '', number] = NAME_AND_NUMBER.exec(text) ?? [];
    const found = known.includes(text) ? [text] : namesLike(name, known);
    if (found.length === 0) return { message: `no client "${text}"`, hint: hintFor(name, known) };
    for (const one of found) clients.add(one);
    const choice = known.includes(text) ? 'newest' : choiceOf(number);
    if (connection !== undefined && connection !== choice) {
      return { message: 'different connections in one list', hint: 'write two expectations' };
    }
    connection = choice;
  }
  return { text: texts.join(', '), clients: [...clients], connection: connection ?? 'newest' };
}

/** Everybody's newest connection. */
export function everyClient(known: readonly string[]): ClientSelector {
  return { text: 'every client', clients: known, connection: 'newest' };
}

function choiceOf(number: string | undefined): ConnectionChoice {
  if (number === undefined) return 'newest';
  return number === '*' ? 'all' : Number(number);
}

function namesLike(name: string, known: readonly string[]): readonly string[] {
  if (!name.includes('*')) return known.filter((one) => one === name);
  const parts = name.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const like = new RegExp(`^${parts.join('.*')}$`);
  return known.filter((one) => like.test(one));
}

function hintFor(name: string, known: readonly string[]): string {
  return known.length === 0 ? 'the scenario has no clients' : suggestion(name, known);
}

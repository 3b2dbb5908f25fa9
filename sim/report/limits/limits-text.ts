/** Words for the limits that were found. */

import type { LimitCell, LimitResult, LimitsReport, NextClient } from '../../limits/result.js';

/** How many are served, in a word or two. */
export function servedText(result: LimitResult): string {
  switch (result.status) {
    case 'limit':
      return String(result.served);
    case 'no-limit':
      return `${result.tried} or more`;
    case 'not-started':
      return 'no server';
    case 'crash':
      return `crash at ${result.clients}`;
  }
}

/** What the next client sees; empty where there is none. */
export function nextText(result: LimitResult): string {
  return result.status === 'limit' ? seenText(result.next) : '';
}

/** The resource that stops it, with its size, or why there is no number. */
export function stopText(result: LimitResult): string {
  if (result.status === 'not-started' || result.status === 'crash') return result.why;
  if (result.status !== 'limit' || result.next.cause === undefined) return '';
  const { resource, size, option, effect } = result.next.cause;
  const set = [size, option].filter((one) => one !== undefined).join(', ');
  return `${resource}${set === '' ? '' : ` (${set})`}: ${effect}`;
}

/** A cell's result on one line. */
export function resultText(result: LimitResult): string {
  const parts = [servedText(result), nextText(result), stopText(result)].filter((part) => part !== '');
  return parts.join(' · ');
}

/** `httpd.max_open_sockets=7, kind http`. */
export function cellText({ settings, kind }: LimitCell): string {
  return [...settings.map(({ name, value }) => `${name}=${String(value)}`), kind].join(' ');
}

/** Whose limits they are. */
export function subjectText({ subject }: LimitsReport): string {
  return 'profile' in subject ? subject.profile : subject.file;
}

function seenText({ outcome, victim }: NextClient): string {
  return victim === undefined ? outcome : `${outcome}, while ${victim.client} is ${victim.outcome}`;
}

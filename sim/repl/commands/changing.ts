/** Changing the scenario itself: settings of the link and the device, and packets that get lost. */

import { effectTimeUs } from '../engine/effect-time.js';
import { Instance } from '../engine/instance.js';
import type { EditedScenario } from '../engine/edited-scenario.js';
import { durationOf } from '../breakpoints/condition.js';
import { exactDuration, timeText } from '../format/time.js';
import { UserError } from '../user-error.js';
import type { Word } from '../words.js';
import { allKeys } from '../../language/schema-keys.js';
import type { Command, Result, CommandConsole } from './command.js';
import { FIRMWARE } from '../../run/firmware.js';

const OUTAGES = ['link', 'outages'];
const DIRECTIONS = ['rx', 'tx'] as const;
type Direction = (typeof DIRECTIONS)[number];

/** Plays the session again with other settings, up to the present time. */
async function replay(console: CommandConsole, edited: EditedScenario, what: string): Promise<Result> {
  const { session, breakpoints } = console;
  await session.replay(edited, console.breathe);
  breakpoints.moveTo(session.timeline);
  return {
    lines: [what, `played again from the start up to ${timeText(session.timeUs)}`],
    data: { what, position: session.position, timeUs: session.timeUs },
  };
}

/** `set link.latency 20ms`: as if the scenario had said so from the start. */
async function set(console: CommandConsole, words: readonly Word[]): Promise<Result> {
  const [key, ...rest] = words;
  if (key === undefined || rest.length === 0)
    throw new UserError('set KEY VALUE', 'as in `set link.latency 20ms`');
  const written = rest.map((word) => word.text).join(' ');
  const edited = console.session.edited.withSetting(key.text, valueOf(written, rest[0]!.quoted));
  return replay(console, edited, `${key.text}: ${written}`);
}

function valueOf(written: string, quoted: boolean): unknown {
  if (quoted) return written;
  try {
    return JSON.parse(written) as unknown;
  } catch {
    return written;
  }
}

/** `link drop rx 2`, `link outage 3s`: losses from now on. */
async function link(console: CommandConsole, words: readonly Word[]): Promise<Result> {
  const [what, ...rest] = words.map((word) => word.text);
  if (what === 'drop') return drop(console, rest);
  if (what === 'outage') return outage(console, durationOf(rest[0] ?? ''));
  throw new UserError('link drop rx|tx [N], or link outage TIME', 'other settings: `set link.latency 20ms`');
}

async function drop(console: CommandConsole, [direction, howMany = '1']: readonly string[]): Promise<Result> {
  const dir = DIRECTIONS.find((one) => one === direction);
  const count = Number(howMany);
  if (dir === undefined || !Number.isInteger(count) || count < 1) {
    throw new UserError('link drop rx|tx [N]', 'rx: packets to the device, tx: packets from it');
  }
  const first = packetsSoFar(console)[dir] + 1;
  const edited = withDrops(console.session.edited, { [dir]: range(first, count) });
  return replay(console, edited, `the next ${count} packets (${dir}, from number ${first}) get lost`);
}

/** Every packet of a stretch of time. What this instant has already sent still gets through. */
async function outage(console: CommandConsole, lengthUs: number): Promise<Result> {
  const { session } = console;
  const { edited, timeline, position, timeUs } = session;
  const atUs = effectTimeUs(timeline.history, position, timeUs);
  const known = edited.setting(OUTAGES) ?? [];
  const added = { at: exactDuration(atUs), for: exactDuration(lengthUs) };
  const changed = edited.withSetting(OUTAGES.join('.'), [...(known as readonly unknown[]), added]);
  return replay(console, changed, `outage from ${timeText(atUs)} for ${exactDuration(lengthUs)}`);
}

function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}

/** Packets that the link has taken so far in each direction. */
function packetsSoFar({ session }: CommandConsole): Record<Direction, number> {
  const instance = new Instance(session.timeline.scenario);
  instance.advanceTo(session.position);
  return { rx: instance.link.packets('rx'), tx: instance.link.packets('tx') };
}

function withDrops(
  edited: EditedScenario,
  drops: Partial<Record<Direction, readonly number[]>>,
): EditedScenario {
  let changed = edited;
  for (const dir of DIRECTIONS) {
    const more = drops[dir] ?? [];
    if (more.length === 0) continue;
    const known = new Set([...edited.base.link.drop[dir], ...more]);
    changed = changed.withSetting(
      `link.drop.${dir}`,
      [...known].sort((a, b) => a - b),
    );
  }
  return changed;
}

/** Commands that change the scenario. */
export const CHANGING: readonly Command[] = [
  {
    names: ['set'],
    group: 'doing',
    usage: 'KEY VALUE',
    summary: 'another setting of the link or the device, as if from the start: what if?',
    details: [
      'set link.latency 20ms      set device.httpd.max_open_sockets 4      set until 1min',
      'The session is played again from the start with the new setting, typed steps included, up to the present time.',
    ].join('\n'),
    complete: ({ session }, words) => {
      if (words.length > 1) return [];
      const keys = allKeys(FIRMWARE).filter((key) => !key.ofStep && !key.inList);
      return [...new Set([...keys.map(({ path }) => path), ...session.edited.paths()])];
    },
    run: set,
  },
  {
    names: ['link'],
    group: 'doing',
    usage: 'drop rx|tx [N] | outage TIME',
    summary: 'packets get lost from now on',
    details:
      'link drop rx 2: the next two packets to the device. link outage 3s: everything for three seconds.',
    complete: (_console, words) => (words.length <= 1 ? ['drop', 'outage'] : ['rx', 'tx']),
    run: link,
  },
];

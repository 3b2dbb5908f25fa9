/** Who holds a limit, by the names of their connections, and what each of them is worth. */

import type { ConnectionStory } from '../connection-story.js';
import type { DeviceSnapshot, DeviceView } from '../device-view.js';
import type { Ending } from '../outcome-types.js';
import type { SessionHold } from '../session-hold.js';
import { namesText } from '../names.js';
import { secondsText, spanText } from '../time-text.js';

/** Silence that is worth a word, microseconds. */
const IDLE_US = 1_000_000;

/** Finds connections and their names. */
export interface Connections {
  /** The newest connection of a client on a port. */
  find(client: string, port: number | undefined): ConnectionStory | undefined;
  /** How it ended, where it has: that is kept when its story is not. */
  endingOf(client: string, port: number | undefined): Ending | undefined;
  /** `c1`, or `c1#2`. */
  labelOf(client: string, port: number | undefined): string;
}

/** The state of somebody who holds something. */
interface State {
  /** `vanished at`, `idle since`, `asking since`. */
  readonly words: string;
  readonly timeUs: number;
  /** What follows from it. */
  readonly remark?: string;
}

/** What holders are worth, at the moment of `device`: one line a state, nothing for those that are in use. */
export function worthOf(
  holds: readonly SessionHold[],
  at: DeviceSnapshot,
  device: DeviceView,
  connections: Connections,
): string[] {
  const groups = new Map<
    string,
    { readonly state: State; readonly labels: string[]; readonly times: number[] }
  >();
  for (const hold of holds) {
    const { client, port } = hold;
    const state = stateOf(hold, at, device, connections);
    if (state === undefined) continue;
    const key = `${state.words}${state.remark ?? ''}`;
    const group = groups.get(key) ?? { state, labels: [], times: [] };
    groups.set(key, group);
    group.labels.push(connections.labelOf(client, port));
    group.times.push(state.timeUs);
  }
  return [...groups.values()].map(({ state: { words, remark = '' }, labels, times }) => {
    const all = labels.length === holds.length && labels.length > 1 ? 'all' : namesText(labels);
    return `${all} ${words} ${stretchText(times)}${remark}`;
  });
}

/** `vanished at 3.2 s`, `idle since 0.4 s`; undefined for who is in use. */
function stateOf(
  hold: SessionHold,
  at: DeviceSnapshot,
  device: DeviceView,
  connections: Connections,
): State | undefined {
  const { client, port } = hold;
  const goneUs = device.vanished.get(client);
  if (goneUs !== undefined && goneUs <= at.timeUs)
    return { words: 'vanished at', timeUs: goneUs, remark: silenceText(device.silenceOf(client, port, at)) };
  const ending = connections.endingOf(client, port);
  if (ending?.by === 'client' && ending.how === 'closed' && ending.timeUs <= at.timeUs)
    return { words: 'ended by the client at', timeUs: ending.timeUs, remark: forgottenText(hold, at) };
  const story = connections.find(client, port);
  if (story === undefined) return undefined;
  const { lastDataUs = story.openedUs, conversation } = story;
  const [asking] = conversation.waiting;
  if (asking !== undefined && asking.askedUs <= at.timeUs) {
    if (asking.askedUs > at.timeUs - IDLE_US) return undefined;
    return { words: 'waiting for an answer since', timeUs: asking.askedUs };
  }
  return lastDataUs <= at.timeUs - IDLE_US ? { words: 'idle since', timeUs: lastDataUs } : undefined;
}

/** Of a descriptor: its session is over, and nobody has closed it. */
function forgottenText({ client, port, isDescriptor }: SessionHold, at: DeviceSnapshot): string {
  const isOver = !at.sessions.some((one) => one.client === client && one.port === port);
  return isDescriptor === true && isOver ? ', their descriptors never closed' : '';
}

/** Whether, and when, the device finds out that somebody is gone. */
function silenceText(silence: number | 'never' | undefined): string {
  if (silence === undefined) return '';
  if (silence === 'never') return ', and without keep-alive nothing tells the device';
  return `, which keep-alive finds out after ${spanText(silence)} of silence`;
}

/** `3 in TIME_WAIT until 121.0 s to 123.4 s`. */
export function timeWaitText(untilUs: readonly number[]): string[] {
  return untilUs.length === 0 ? [] : [`${untilUs.length} in TIME_WAIT until ${stretchText(untilUs)}`];
}

function stretchText(times: readonly number[]): string {
  const [first, last] = [Math.min(...times), Math.max(...times)].map(secondsText);
  return first === last ? first! : `${first!} to ${last!}`;
}

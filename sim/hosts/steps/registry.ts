/** Every step of clients by its word in scenarios. A new one is a folder here and a line below (CONTRIBUTING.md). */

import { abort } from './abort/abort.js';
import { close } from './close/close.js';
import { connect } from './connect/connect.js';
import { hold } from './hold/hold.js';
import { http } from './http/http.js';
import { listen } from './listen/listen.js';
import { pause } from './pause/pause.js';
import type { Repeat } from './repeat/repeat.js';
import { resume } from './resume/resume.js';
import { segment } from './segment/segment.js';
import { send } from './send/send.js';
import type { GroupStep as GroupStepDefinition, GroupStepBase, TimelineStep } from './step.js';
import { raw } from './raw/raw.js';
import { tlsClose } from './tls-close/tls-close.js';
import { tlsConnect } from './tls-connect/tls-connect.js';
import { tlsRenego } from './tls-renego/tls-renego.js';
import { vanish } from './vanish/vanish.js';
import { wait } from './wait/wait.js';
import { wsAccept } from './ws-accept/ws-accept.js';
import { wsBin } from './ws-bin/ws-bin.js';
import { wsClose } from './ws-close/ws-close.js';
import { wsExpect } from './ws-expect/ws-expect.js';
import { wsFrame } from './ws-frame/ws-frame.js';
import { wsOpen } from './ws-open/ws-open.js';
import { wsPing } from './ws-ping/ws-ping.js';
import { wsPong } from './ws-pong/ws-pong.js';
import { wsText } from './ws-text/ws-text.js';

/** All of them, in the order in which schema and lists have them. */
const steps = {
  connect,
  http,
  send,
  ws_open: wsOpen,
  ws_text: wsText,
  ws_bin: wsBin,
  ws_ping: wsPing,
  ws_pong: wsPong,
  ws_frame: wsFrame,
  ws_close: wsClose,
  ws_expect: wsExpect,
  wait,
  hold,
  close,
  abort,
  pause,
  resume,
  vanish,
  listen,
  ws_accept: wsAccept,
  tls_connect: tlsConnect,
  raw,
  tls_close: tlsClose,
  tls_renego: tlsRenego,
  segment,
};

type Steps = typeof steps;

/** Words of the steps that a timeline has. */
export type TimelineWord = {
  [K in keyof Steps]: Steps[K] extends { timeline: object } ? K : never;
}[keyof Steps];

/** Words of the steps that groups have, but for `repeat`, which holds others. */
export type GroupWord = { [K in keyof Steps]: Steps[K] extends { group: object } ? K : never }[keyof Steps];

/** What a step of the timeline is read into, besides time and client. */
export type TimelineDeed = {
  [K in TimelineWord]: { readonly do: K } & Readonly<ReturnType<Steps[K]['timeline']['read']>>;
}[TimelineWord];

/** One step of a group as it is run: checked, times in µs, payloads as bytes. */
export type SingleStep = {
  [K in GroupWord]: { readonly do: K } & GroupStepBase & Readonly<ReturnType<Steps[K]['group']['read']>>;
}[GroupWord];

/** Steps that a group does again. */
export interface RepeatStep extends Repeat<GroupStep>, Pick<GroupStepBase, 'index' | 'place'> {}

/** Any step of a group. */
export type GroupStep = SingleStep | RepeatStep;

/** The steps of the timeline by their words. */
export const timelineSteps = formsOf<TimelineWord, TimelineStep>('timeline');

/** The steps of groups by their words. */
export const groupSteps = formsOf<GroupWord, GroupStepDefinition>('group');

/** Steps that have a form; what each is read into is for the step itself to know. */
function formsOf<K extends keyof Steps, D>(form: 'timeline' | 'group'): Readonly<Record<K, D>> {
  const found = Object.entries(steps).flatMap(([word, step]) =>
    form in step ? [[word, (step as Readonly<Record<string, unknown>>)[form]]] : [],
  );
  return Object.fromEntries(found) as Record<K, D>;
}

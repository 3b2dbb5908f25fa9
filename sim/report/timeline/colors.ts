/** Colours of the view and of the pictures: on white and on the dark page each stands out from the ground by 3 to 1 or more. */

import type { WaitKind } from '../../outcomes/waits/waits.js';
import type { ClientState } from './client-states.js';

/** One scheme. */
export interface Palette {
  readonly ground: string;
  readonly raised: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly accent: string;
  readonly good: string;
  readonly open: string;
  readonly bad: string;
  readonly states: Readonly<Record<ClientState, string>>;
  readonly waits: Readonly<Record<WaitKind, string>>;
}

export const LIGHT: Palette = {
  ground: '#ffffff',
  raised: '#f4f6f8',
  text: '#1b1f24',
  muted: '#57606a',
  line: '#d8dee4',
  accent: '#0b57d0',
  good: '#116b3c',
  open: '#8a5300',
  bad: '#b3261e',
  states: {
    connecting: '#6e7781',
    backlog: '#b35900',
    session: '#4a7fcb',
    waiting: '#c2410c',
    answering: '#15803d',
    held: '#6e7781',
    outgoing: '#0f766e',
  },
  waits: {
    link: '#4a7fcb',
    loss: '#1d4e9e',
    outage: '#12305f',
    tls: '#a16207',
    limit: '#b3261e',
    task: '#b35900',
    handler: '#15803d',
    console: '#a21caf',
    cpu: '#4d7c0f',
    device: '#0f766e',
    nagle: '#7e3fa8',
    client: '#7d8590',
    reading: '#59636e',
    behind: '#8c6239',
  },
};

export const DARK: Palette = {
  ground: '#0f1419',
  raised: '#1a2129',
  text: '#e6edf3',
  muted: '#9ea7b3',
  line: '#2f3842',
  accent: '#7fb3ff',
  good: '#5fd38d',
  open: '#f0b45a',
  bad: '#ff8a80',
  states: {
    connecting: '#8b949e',
    backlog: '#e59a45',
    session: '#5b9bf0',
    waiting: '#ff8f5e',
    answering: '#45c97a',
    held: '#8b949e',
    outgoing: '#3cc8b8',
  },
  waits: {
    link: '#5b9bf0',
    loss: '#9cc4ff',
    outage: '#c5dcff',
    tls: '#f2cc60',
    limit: '#ff7b72',
    task: '#e59a45',
    handler: '#45c97a',
    console: '#f08bf5',
    cpu: '#a3d65c',
    device: '#3cc8b8',
    nagle: '#c792ea',
    client: '#8b949e',
    reading: '#b1bac4',
    behind: '#c9a27a',
  },
};

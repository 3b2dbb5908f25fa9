/** States of a wsi have lws's numbers (`enum lwsi_state`): its log lines print them, its macros look at their bits. */

import { expect, it } from 'vitest';

import {
  handlesPollout,
  isEstablishedState,
  WSI_STATE_NUMBER,
} from '../../../firmware-model/libwebsockets/wsi/wsi-state.js';
import type { WsiState } from '../../../firmware-model/libwebsockets/wsi/wsi.table.js';

const POCB = 0x100;
const NOT_EST = 0x200;

const states = Object.keys(WSI_STATE_NUMBER) as WsiState[];

it('numbers', () => {
  expect(Object.values(WSI_STATE_NUMBER)).toEqual([
    ...[0, 1, 2, 4, 8, 9, 10, 11].map((n) => NOT_EST | n),
    POCB | 16,
    ...[18, 22, 23, 24],
    ...[25, 26, 27, 28, 29, 30].map((n) => POCB | n),
    32,
  ]);
});

it('which are before the connection is established', () => {
  expect(states.filter((state) => !isEstablishedState(state))).toEqual([
    'unconnected',
    'waiting-dns',
    'waiting-connect',
    'waiting-ssl',
    'ssl-init',
    'ssl-ack-pending',
    'pre-ws-serving-accept',
    'waiting-server-reply',
  ]);
});

it('which can make use of writability', () => {
  expect(states.filter(handlesPollout)).toEqual([
    'deferring-action',
    'established',
    'doing-transaction',
    'waiting-to-send-close',
    'returned-close',
    'awaiting-close-ack',
    'flushing-before-close',
  ]);
});

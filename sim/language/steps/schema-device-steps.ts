/** The steps that happen in the device. */

import * as z from 'zod';

import { duration } from '../../document/duration.js';
import { laterMap } from '../../document/lazy-schema.js';
import { MAX_PAYLOAD_BYTES, int, text, word } from '../../document/fields.js';

const MAX_INSTANCE = 2;
const MAX_WORK_ITEMS = 1_000_000;
/** End of a 32-bit unsigned clock. */
const MAX_UNIX_SECONDS = 4_294_967_295;

const task = () =>
  word(
    ['main', 'worker'],
    'The task that does it: main (the app task, priority 1) or worker (needs device.worker_priority). Default main',
  ).optional();
const instance = () => int(1, MAX_INSTANCE, 'With the app two: which server. Default both').optional();

const step = <K extends string, F extends z.ZodRawShape>(kind: K, about: string, fields: () => F) =>
  laterMap(
    () => ({
      at: duration('When, on the clock that starts at boot.'),
      device: z.literal(kind).describe(about),
      ...fields(),
    }),
    about,
    { word: ['device', kind] },
  );

/** Every device step by the word after `device`. */
export const deviceSteps = {
  stop: step('stop', 'The app task stops the server.', () => ({ task: task(), instance: instance() })),
  start: step('start', 'The app task starts the server.', () => ({ task: task(), instance: instance() })),
  queue_work: step(
    'queue_work',
    'Async sends through httpd_queue_work to the newest websocket session.',
    () => ({
      task: task(),
      count: int(0, MAX_WORK_ITEMS, 'How many. Default 1').optional(),
    }),
  ),
  send_data: step('send_data', 'httpd_ws_send_data, blocking, to the newest websocket session.', () => ({
    task: task(),
    text: text('The text frame, one byte per character (Latin-1). Default "Async data"').optional(),
  })),
  broadcast: step(
    'broadcast',
    'A binary frame of length × B to every websocket session, from the httpd task.',
    () => ({
      task: task(),
      length: int(0, MAX_PAYLOAD_BYTES, 'Bytes of the frame.'),
    }),
  ),
  settime: step('settime', 'Sets the wall clock at once.', () => ({
    unix: int(0, MAX_UNIX_SECONDS, 'Seconds since 1970 for the whole second of now.'),
  })),
};

/** The word after `device`. */
export type DeviceStepKind = keyof typeof deviceSteps;

/** All words that may stand after `device` in a step. */
export const DEVICE_STEP_KINDS = Object.keys(deviceSteps) as readonly DeviceStepKind[];

const d = deviceSteps;

/** A device step as written, after the schema's checks. */
export type WrittenDeviceStep = z.output<(typeof deviceSteps)[DeviceStepKind]>;

/** Any device step. */
export const deviceStepSchema = z.discriminatedUnion('device', [
  ...([d.stop, d.start, d.queue_work, d.send_data, d.broadcast, d.settime] as const),
]);

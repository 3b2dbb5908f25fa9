/** What links do to packets: for all clients (`link`), for one (`link.clients`), for a group's (`link` of the group). */

import * as z from 'zod';

import { duration } from '../../document/duration.js';
import { flag } from '../../document/fields.js';
import { later } from '../../document/lazy-schema.js';
import { bitRate, share } from '../../document/quantity.js';

const MOST_OUTAGES = 1000;

const outage = () =>
  z.strictObject(
    {
      at: duration('Start of the outage.'),
      for: duration('Its length.'),
    },
    { error: () => 'expected { at, for }' },
  );

const outages = () =>
  z
    .array(outage(), { error: () => 'expected a list, as in [{ at: 5s, for: 2s }]' })
    .max(MOST_OUTAGES)
    .optional()
    .describe('Times in which every packet is lost. Default none');

/** What may differ from client to client. */
const pathFields = () => ({
  latency: duration('One-way latency. Default: that of the link').optional(),
  jitter: duration(
    'Largest extra delay, drawn evenly from 0 for each packet. Default: that of the link',
  ).optional(),
  loss: share(
    'Share of packets lost at random, each direction by itself. Default: that of the link',
  ).optional(),
  bandwidth: bitRate(
    "The client's own access, each direction, besides the link's. Default: no limit",
  ).optional(),
  outages: later(outages).optional(),
});

/** Differences of one client's way, or of a group's. */
export const pathSchema = () =>
  z
    .strictObject(pathFields(), {
      error: () => 'expected a map with latency, jitter, loss, bandwidth, outages',
    })
    .describe("How these clients' way differs from the link's.");

/** The fields of `link` besides latency and numbered losses. */
export const impairmentFields = () => ({
  jitter: duration('Largest extra delay, drawn evenly from 0 for each packet. Default 0s').optional(),
  reorder: flag("Jitter may change the order of a client's packets. Default false").optional(),
  loss: share('Share of packets lost at random, each direction by itself. Default 0').optional(),
  bandwidth: bitRate(
    'Rate at the device, each direction, shared by all clients. Default: no limit',
  ).optional(),
  outages: later(outages).optional(),
  power_save: z
    .strictObject(
      {
        interval: duration(
          'From one beacon that the radio wakes for to the next. Default 102400us, every beacon; times the DTIM period of the access point',
        ).optional(),
        awake: duration(
          'How long it stays awake after a packet. Default 50ms (CONFIG_ESP_WIFI_SLP_DEFAULT_MIN_ACTIVE_TIME)',
        ).optional(),
      },
      { error: () => 'expected a map, {} for the defaults' },
    )
    .refine(({ interval }) => interval !== 0, { error: () => 'interval: expected more than 0' })
    .optional()
    .describe(
      "The device's Wi-Fi sleeps (modem sleep, ESP-IDF's default as a station): packets towards it wait for the next beacon. Default: always awake",
    ),
  clients: z
    .record(z.string(), later(pathSchema), { error: () => 'expected a map of client names' })
    .optional()
    .describe('Differences of single clients, by name.'),
});

/** A path as written, after the schema's checks. */
export type WrittenPath = z.output<ReturnType<typeof pathSchema>>;

/** The fields of `link` that impair it, as written, after the schema's checks. */
export type WrittenImpairments = z.output<z.ZodObject<ReturnType<typeof impairmentFields>>>;

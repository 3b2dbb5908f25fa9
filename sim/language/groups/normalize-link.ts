/** Impairments of links from the file's form to the wire's. */

import type { ClientPathOptions, LinkOptions, Outage } from '../../wire/link-options.js';
import { given } from '../../document/given.js';
import type { WrittenImpairments, WrittenPath } from './schema-link.js';

/** The part of a link's options that impairs it; what is not given is absent. */
export type Impairments = Pick<
  LinkOptions,
  'jitterUs' | 'reorder' | 'lossRate' | 'bandwidthBps' | 'outages' | 'powerSave' | 'clients'
>;

/** How one client's way, or a group's, differs. */
export function pathOptions({ latency, jitter, loss, bandwidth, outages }: WrittenPath): ClientPathOptions {
  return {
    ...given('latencyUs', latency),
    ...given('jitterUs', jitter),
    ...given('lossRate', loss),
    ...given('bandwidthBps', bandwidth),
    ...given('outages', outages && outageList(outages)),
  };
}

/** What impairs the link of all. */
export function impairments(written: Partial<WrittenImpairments>): Impairments {
  const { jitter, reorder, loss, bandwidth, outages, power_save: sleeps, clients } = written;
  const ways = Object.entries(clients ?? {}).map(([name, path]) => [name, pathOptions(path)] as const);
  return {
    ...given('jitterUs', jitter),
    ...given('reorder', reorder),
    ...given('lossRate', loss),
    ...given('bandwidthBps', bandwidth),
    ...given('outages', outages && outageList(outages)),
    ...given('powerSave', sleeps && powerSave(sleeps)),
    ...given('clients', ways.length === 0 ? undefined : Object.fromEntries(ways)),
  };
}

/** A beacon every 100 units of 1024 µs, and ESP-IDF's CONFIG_ESP_WIFI_SLP_DEFAULT_MIN_ACTIVE_TIME. */
const BEACON_US = 102_400;
const AWAKE_US = 50_000;

function powerSave({
  interval = BEACON_US,
  awake = AWAKE_US,
}: {
  interval?: number | undefined;
  awake?: number | undefined;
}) {
  return { intervalUs: interval, awakeUs: awake };
}

function outageList(written: readonly { readonly at: number; readonly for: number }[]): Outage[] {
  return written.map(({ at, for: forUs }) => ({ atUs: at, forUs }));
}

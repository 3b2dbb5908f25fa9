/**
 * The connections of a run, in the order in which they were begun: those that go on as stories, those that are over as
 * outcomes, and of very many that were all right, numbers only.
 */

import { FIRST_CLIENT_PORT, HTTP_PORT } from '../wire/ports.js';
import type { Connections } from './causes/holders.js';
import { connectionLabel, type ConnectionNumbers } from './connection-numbers.js';
import { ConnectionStory, type FoldedSink } from './connection-story.js';
import { endingOf } from './connection-outcome.js';
import type { DeviceView } from './device-view.js';
import type { ConnectionOutcome, Ending } from './outcome-types.js';
import { ClientTally } from './tally/client-tally.js';
import { isPackable, PackedOutcomes } from './tally/packed-outcomes.js';

/** Connections whose exchanges are kept one by one. */
const MOST_KEPT = 500;

/** One connection: as it goes on, or what is left of it; of very many that are over, its place among the packed ones. */
interface Entry {
  readonly port: number;
  /** Its place among all. */
  readonly index: number;
  story: ConnectionStory | undefined;
  outcome: ConnectionOutcome | undefined;
}
type Kept = Entry | number;

/** The connections of a client in their order. */
interface OfClient {
  readonly kept: Kept[];
  /** Port of the first: the others' follow it one by one, as a stack gives them out. */
  readonly firstPort: number;
  /** Place of the newest on each port, once they do not. */
  newestOn: Map<number, number> | undefined;
}

export class ConnectionBook implements Connections, ConnectionNumbers {
  private readonly byClient = new Map<string, OfClient>();
  private readonly inOrder: Kept[] = [];
  private readonly packed = new PackedOutcomes();
  /** Stories that are not told yet, by client. */
  private readonly untold = new Map<string, Set<ConnectionStory>>();
  private readonly folded = new Map<string, ClientTally>();

  /** `onFolded` is told of each exchange that is kept as numbers only from then on. */
  constructor(
    private readonly device: DeviceView,
    private readonly onFolded?: FoldedSink,
  ) {}

  /** All outcomes; `outcomeOf` tells that of a connection that goes on. */
  all(outcomeOf: (story: ConnectionStory) => ConnectionOutcome): readonly ConnectionOutcome[] {
    const countOf = (client: string): number => this.countOf(client);
    return this.inOrder.map((entry) => {
      if (typeof entry === 'number') return this.packed.outcomeAt(entry, countOf);
      const outcome = entry.outcome ?? outcomeOf(entry.story!);
      const label = this.ownLabel(outcome);
      return label === outcome.label ? outcome : Object.assign({}, outcome, { label });
    });
  }

  /** Sums a client, of all outcomes. */
  tallies(outcomes: readonly ConnectionOutcome[]): ReadonlyMap<string, ClientTally> {
    const all = new Map<string, ClientTally>();
    for (const connection of outcomes) {
      const { client } = connection;
      const tally = all.get(client) ?? new ClientTally();
      if (!all.has(client)) {
        all.set(client, tally);
        const folded = this.folded.get(client);
        if (folded !== undefined) tally.addAll(folded);
      }
      addTo(tally, connection);
    }
    return all;
  }

  /** A connection that goes on; undefined for one that is over. */
  find(client: string, port: number | undefined): ConnectionStory | undefined {
    const entry = this.entryOf(client, port);
    return typeof entry === 'object' ? entry.story : undefined;
  }

  /** The newest on a port: its story, or its outcome; undefined where there is none, or where it was packed. */
  at(client: string, port: number | undefined): ConnectionStory | ConnectionOutcome | undefined {
    const entry = this.entryOf(client, port);
    return typeof entry === 'object' ? (entry.story ?? entry.outcome) : undefined;
  }

  endingOf(client: string, port: number | undefined): Ending | undefined {
    const entry = this.entryOf(client, port);
    if (typeof entry === 'number') return this.packed.outcomeAt(entry, () => 0).ending;
    return entry?.story === undefined ? entry?.outcome?.ending : endingOf(entry.story);
  }

  labelOf(client: string, port: number | undefined): string {
    // Which of several to one port of a host the device means, its records do not say.
    if (this.isOneOfSeveral(client, port)) return client;
    return connectionLabel(client, this.numberOf(client, port), this.countOf(client));
  }

  /** The label of one that is at hand: others may have had its port since. */
  ownLabel({ client, number }: { readonly client: string; readonly number: number }): string {
    return connectionLabel(client, number, this.countOf(client));
  }

  numberOf(client: string, port: number | undefined): number | undefined {
    const of = this.byClient.get(client);
    if (of === undefined) return undefined;
    const place = port === undefined ? of.kept.length - 1 : placeOn(of, port);
    return place === undefined ? undefined : place + 1;
  }

  countOf(client: string): number {
    return this.byClient.get(client)?.kept.length ?? 0;
  }

  /** Those of a client that are not told yet. */
  untoldOf(client: string): Iterable<ConnectionStory> {
    return this.untold.get(client) ?? [];
  }

  /** Another connection of a client. */
  begin(client: string, t: number, port?: number, peer = HTTP_PORT, fromDevice = false): ConnectionStory {
    const known = this.byClient.get(client);
    const number = (known?.kept.length ?? 0) + 1;
    const own = port ?? FIRST_CLIENT_PORT + number - 1;
    const of = known ?? { kept: [], firstPort: own, newestOn: undefined };
    if (known === undefined) this.byClient.set(client, of);
    const { device, onFolded } = this;
    const story = new ConnectionStory(client, number, own, peer, t, fromDevice, device, onFolded);
    const entry = { port: own, index: this.inOrder.length, story, outcome: undefined };
    notePlace(of, own);
    of.kept.push(entry);
    this.inOrder.push(entry);
    const untold = this.untold.get(client) ?? new Set();
    this.untold.set(client, untold.add(story));
    return story;
  }

  /** Nothing more can come of a connection: its outcome is all that is kept. */
  keep(story: ConnectionStory, outcomeOf: () => ConnectionOutcome): void {
    const { kept } = this.byClient.get(story.client)!;
    const entry = kept[story.number - 1];
    if (typeof entry !== 'object' || entry.story === undefined) return;
    this.untold.get(story.client)?.delete(story);
    const outcome = this.compacted(outcomeOf());
    if (this.inOrder.length > MOST_KEPT && isPackable(outcome)) {
      this.inOrder[entry.index] = kept[story.number - 1] = this.packed.add(outcome);
      return;
    }
    entry.outcome = outcome;
    entry.story = undefined;
  }

  /** Of very many connections, the exchanges of those that are over and all right are kept as numbers only. */
  private compacted(outcome: ConnectionOutcome): ConnectionOutcome {
    const { client, number, isContent, exchanges, folded: own, ...rest } = outcome;
    if (this.inOrder.length <= MOST_KEPT || !isContent) return outcome;
    const tally = this.folded.get(client) ?? new ClientTally();
    this.folded.set(client, tally);
    for (const one of exchanges) {
      tally.addExchange(one);
      this.onFolded?.(one, client, number);
    }
    if (own !== undefined) tally.addAll(own);
    return Object.assign(rest, { client, number, isContent, exchanges: [] });
  }

  private isOneOfSeveral(client: string, port: number | undefined): boolean {
    const newest = this.find(client, port);
    if (newest?.fromDevice !== true) return false;
    return this.byClient
      .get(client)!
      .kept.some(
        (one) =>
          typeof one === 'object' &&
          one.port === port &&
          one.story !== newest &&
          one.story?.fromDevice === true,
      );
  }

  private entryOf(client: string, port: number | undefined): Kept | undefined {
    const number = this.numberOf(client, port);
    return number === undefined ? undefined : this.byClient.get(client)!.kept[number - 1];
  }
}

/** Place of a client's newest connection on a port. */
function placeOn({ kept, firstPort, newestOn }: OfClient, port: number): number | undefined {
  if (newestOn !== undefined) return newestOn.get(port);
  const place = port - firstPort;
  return place >= 0 && place < kept.length ? place : undefined;
}

/** A client's next connection is on this port. */
function notePlace(of: OfClient, port: number): void {
  const place = of.kept.length;
  if (of.newestOn === undefined) {
    if (port === of.firstPort + place) return;
    of.newestOn = new Map(of.kept.map((_, i) => [of.firstPort + i, i]));
  }
  of.newestOn.set(port, place);
}

function addTo(tally: ClientTally, connection: ConnectionOutcome): void {
  tally.addConnection(connection);
  for (const one of connection.exchanges) tally.addExchange(one);
  if (connection.folded !== undefined) tally.addAll(connection.folded);
}

/** Cures on the side of the clients, and of the network. */

import { scalarText } from '../../document/value-text.js';
import type { Change } from '../change.js';
import type { Cure } from '../cure.js';
import type { Situation } from '../situation.js';
import { ladder } from './ladders.js';

type Written = Readonly<Record<string, unknown>>;

const BROWSER_CONNECTIONS = 6;
const ALL_TAKEN = [
  'sessions',
  'sockets',
  'backlog',
  'accept mbox',
  'heap',
  'MEMP_TCP_PCB',
  'MEMP_NETCONN',
  'idle',
];

function isMap(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf({ name }: Written): string {
  return scalarText(name);
}

function listOf(written: Written, key: string): readonly Written[] {
  const list = written[key];
  return Array.isArray(list) ? list.filter(isMap) : [];
}

/** Every step that is an HTTP request, to be followed by the end of its connection. */
function closing(steps: readonly Written[]): {
  readonly steps: readonly Written[];
  readonly changed: boolean;
} {
  let changed = false;
  const closed = steps.map((step): Written => {
    if (step['do'] === 'http' && step['close'] !== true) {
      changed = true;
      return { ...step, close: true };
    }
    const inner = step['steps'];
    if (!Array.isArray(inner)) return step;
    const deeper = closing(inner.filter(isMap));
    changed ||= deeper.changed;
    return { ...step, steps: deeper.steps };
  });
  return { steps: closed, changed };
}

function closeAfterAnswers({ written }: Situation): Change[] {
  const groups = listOf(written, 'groups').flatMap((group, i): Change[] => {
    const { steps, changed } = closing(listOf(group, 'steps'));
    const { behaviour } = group;
    const poller = isMap(behaviour) ? behaviour['poller'] : undefined;
    const polls = isMap(poller) && poller['connections'] !== 'new';
    return [
      ...(changed
        ? [{ path: `groups.${i}.steps`, value: steps, told: `close: true for ${nameOf(group)}` }]
        : []),
      ...(polls
        ? [{ path: `groups.${i}.behaviour`, value: { poller: { ...poller, connections: 'new' } } }]
        : []),
    ];
  });
  const { steps, changed } = closing(listOf(written, 'timeline'));
  return [
    ...groups,
    ...(changed ? [{ path: 'timeline', value: steps, told: 'close: true for the timeline' }] : []),
  ];
}

/** Pollers that open connections and never close them. */
function keepConnections({ written }: Situation): Change[] {
  return listOf(written, 'groups').flatMap((group, i): Change[] => {
    const { behaviour } = group;
    const poller = isMap(behaviour) ? behaviour['poller'] : undefined;
    const leaks = isMap(poller) && (poller['connections'] === 'leak' || poller['connections'] === 'new');
    return leaks
      ? [
          {
            path: `groups.${i}.behaviour`,
            value: { poller: { ...poller, connections: 'keep' } },
            told: `poller.connections=keep for ${nameOf(group)}`,
          },
        ]
      : [];
  });
}

/** Browsers and pools with at most so many connections. */
function atMost({ written }: Situation, most: number): Change[] {
  return listOf(written, 'groups').flatMap((group, i): Change[] => {
    const { behaviour, settings, client } = group;
    const browser = isMap(behaviour) ? behaviour['browser'] : undefined;
    if (isMap(browser) && Number(browser['connections'] ?? BROWSER_CONNECTIONS) > most) {
      const preconnect = Math.min(Number(browser['preconnect'] ?? 1), most - 1);
      const value = { browser: { ...browser, connections: most, preconnect } };
      return [
        { path: `groups.${i}.behaviour`, value, told: `browser.connections=${most} for ${nameOf(group)}` },
      ];
    }
    const pool = client !== undefined && isMap(settings) ? settings['connections'] : undefined;
    if (typeof pool === 'number' && pool > most)
      return [{ path: `groups.${i}.settings.connections`, value: most }];
    return [];
  });
}

export const CLIENT_CURES: readonly Cure[] = [
  {
    name: 'fewer-connections',
    title: 'fewer connections a client',
    kind: 'client',
    against: ALL_TAKEN,
    about:
      'A browser opens six connections to a host and keeps them; a pool as many as it is allowed. Fewer files a page (one bundle, inlined styles and icons) or a smaller pool need fewer.',
    costs: 'a page with many files takes longer',
    code: 'bundle the page into one file; new Pool(url, { connections: 2 }); limit_per_host=2 (aiohttp)',
    source: 'Chromium net/socket/client_socket_pool_manager.cc: six a host',
    rungs: (situation) => ladder(...[9, 8, 7, 6, 5, 4, 3, 2, 1].map((most) => atMost(situation, most))),
  },
  {
    name: 'close-after-answer',
    title: 'Connection: close',
    kind: 'client',
    against: ALL_TAKEN,
    about:
      'Each request gets a connection of its own, which ends with the answer: nobody holds a session while it asks for nothing.',
    costs: 'a round trip more a request; the side that closes first keeps its connection in TIME_WAIT',
    code: 'httpd_resp_set_hdr(req, "Connection", "close"); on the device, or the header in the client',
    source: 'RFC 9112 section 9.6',
    rungs: (situation) => ladder(closeAfterAnswers(situation)),
  },
  {
    name: 'keep-connections',
    title: 'one kept connection a client',
    kind: 'client',
    against: [...ALL_TAKEN, 'TIME_WAIT', 'tcp_tw'],
    about: 'A client that asks again and again does so over one connection, instead of a new one each time.',
    costs: 'a session for as long as the client is there',
    code: 'one http.Agent, session or client object for all requests',
    source: 'RFC 9112 section 9.3',
    rungs: (situation) => ladder(keepConnections(situation)),
  },
  {
    name: 'link-without-loss',
    title: 'a link that loses nothing',
    kind: 'surroundings',
    against: ['link', 'loss', 'outage'],
    about: 'Shows how much of the trouble is the network alone: an access point nearer by, another channel.',
    costs: 'nothing on the device',
    source: 'the scenario: link.loss, link.drop, link.outage',
    rungs: ({ written }) => {
      const { link } = written;
      if (!isMap(link)) return [];
      const kept = Object.fromEntries(
        Object.entries(link).filter(
          ([key]) => !['loss', 'drop', 'outage', 'outages', 'duplicate', 'reorder'].includes(key),
        ),
      );
      return Object.keys(kept).length === Object.keys(link).length
        ? []
        : ladder([{ path: 'link', value: kept }]);
    },
  },
];

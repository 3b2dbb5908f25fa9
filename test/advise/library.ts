/** Scenarios of the library for which advise is tried. */

/** A symptom, the scenario that cures it, and that cure's name in the catalogue. */
export interface Pair {
  readonly symptom: string;
  readonly cure: string;
  readonly name: string;
  /** Why it is no whole cure in this scenario. */
  readonly except?: string;
  /** Another one that is found instead, and why that is right. */
  readonly instead?: { readonly name: string; readonly why: string };
}

export const PAIRS: readonly Pair[] = [
  { symptom: 'idle-keepalives-starve-requests', cure: 'idle-keepalives-lru-purge', name: 'lru-purge' },
  { symptom: 'vanished-clients-stay', cure: 'vanished-clients-keep-alive', name: 'keep-alive' },
  { symptom: 'close-fn-forgets-close', cure: 'close-fn-closes', name: 'close-in-close-fn' },
  {
    symptom: 'two-servers-one-control-port',
    cure: 'two-servers-own-control-ports',
    name: 'second-ctrl-port',
  },
  { symptom: 'work-burst-lost', cure: 'work-burst-blocking', name: 'blocking-queue-work' },
  { symptom: 'broadcast-slow-reader', cure: 'broadcast-slow-reader-closed', name: 'close-stalled-clients' },
  { symptom: 'long-handler-holds-all', cure: 'sse-on-a-worker', name: 'stream-on-a-task' },
  { symptom: 'sse-everybody-waits', cure: 'sse-on-a-worker', name: 'stream-on-a-task' },
  { symptom: 'silent-connection-one-session', cure: 'silent-connection-lru-purge', name: 'lru-purge' },
  {
    symptom: 'async-second-request-waits',
    cure: 'async-second-request-answered',
    name: 'careful-workers',
    instead: {
      name: 'newer-release',
      why: 'ESP-IDF itself wakes the server from v5.4.3 on; the cured program takes a second for its first byte',
    },
  },
  {
    symptom: 'async-workers-lost',
    cure: 'async-workers-come-back',
    name: 'careful-workers',
    except: 'two clients ask for what never comes, and leave: no device can answer those',
  },
  { symptom: 'async-all-sessions-livelock', cure: 'async-one-session-spare', name: 'more-sessions' },
  {
    symptom: 'async-stop-use-after-free',
    cure: 'async-stop-waits',
    name: 'careful-workers',
    except: 'the device does not crash, but httpd_stop waits for the worker meanwhile',
  },
  { symptom: 'broadcast-seventh-client', cure: 'broadcast-priority-4', name: 'sender-below-server' },
  { symptom: 'two-servers-four-clients', cure: 'two-servers-more-sockets', name: 'more-sockets' },
  { symptom: 'websocket-static-buffer', cure: 'websocket-buffer-by-length', name: 'buffer-by-length' },
  { symptom: 'undici-pool-larger-than-sessions', cure: 'undici-pool-that-fits', name: 'fewer-connections' },
  {
    symptom: 'w800-protocol-name-of-the-guide',
    cure: 'w800-protocol-name-set',
    name: 'protocol-that-is-asked-for',
  },
  {
    symptom: 'https-vanished-client-blocks',
    cure: 'https-vanished-client-keep-alive',
    name: 'keep-alive',
    except: 'the client that is gone is never answered, and the others wait until its silence is noticed',
  },
  {
    symptom: 'https-heap-of-80-kb-six-connections',
    cure: 'https-heap-of-80-kb-dynamic-buffers',
    name: 'dynamic-tls-buffers',
    except: 'all six are let in then, more than there are sessions: the first one is purged',
  },
  {
    symptom: 'https-reconnect-storm',
    cure: 'https-reconnect-storm-tickets',
    name: 'tls-session-tickets',
    except: 'handshakes are short then, and newcomers still push one another out of a full table',
  },
  { symptom: 'own-handler-log-download', cure: 'own-handler-log-on-a-task', name: 'handler-on-a-task' },
];

/** Symptoms that a run does not show, so that advise can not find their cures, and why. */
export const UNSEEN: Readonly<Record<string, string>> = {
  'two-writers-one-websocket':
    'nothing goes wrong in the strict order of tasks: check --interleavings finds it',
};

/** Symptoms whose cure the catalogue does not have, and why. */
export const NOT_IN_CATALOGUE: Readonly<Record<string, string>> = {
  'w800-own-wake-up-lost': 'the cure is in the program: its own loop asks, not the other task',
  'w800-own-two-writes-a-callback': 'the cure is in the program: one lws_write a writable callback',
};

/** Field reports without a cure scenario, and what a person should make of the answer. */
export const REPORTS: readonly (readonly [scenario: string, why: string])[] = [
  [
    'eighth-client-waits',
    'a session and a socket for each of fourteen tabs; nothing smaller serves all of them',
  ],
  ['browser-fills-socket-table', 'the other services hold the sockets: the table must be larger'],
  ['two-browsers-one-page', 'twelve connections for seven sessions'],
  ['post-connections-never-closed', 'the client never closes what it opens'],
  ['request-headers-too-long', 'the headers of a browser with cookies do not fit'],
  ['request-uri-too-long', 'the URI does not fit'],
  ['server-refuses-to-start', 'seven sessions and three sockets of its own do not fit into eight'],
  ['second-server-same-port', 'the port is taken'],
  ['restart-within-time-wait-no-reuse', 'the port is in TIME_WAIT'],
  ['post-body-lost-to-worker', 'nothing is lost in this release: the worker reads the body whole'],
  ['new-connection-every-150ms', 'TIME_WAIT holds heap, and no socket: nobody is turned away'],
  [
    'port-reused-in-time-wait',
    'the device is done with the port sooner; it need not wait minutes on a local network',
  ],
  ['log-page-blocks-tablet', 'the handler itself must not stream; the program is the reporter’s own'],
  ['log-websockets-in-rapid-succession', 'the warnings are harmless: everybody is served'],
  ['client-resets-after-each-answer', '`recv : 104` is what a RST looks like: harmless'],
  ['clients-vanish-recv-113', '`recv : 113` is keep-alive at work: harmless'],
  ['static-pools-eleventh-connection', 'a pcb for the newcomer'],
  ['cable-unplugged-five-times', 'keep-alive finds out that nobody is there'],
  ['backlog-of-zero', 'room to wait, and room for all six'],
  ['keep-alive-frees-vanished-clients', 'a newcomer need not wait for keep-alive'],
  ['viewer-drops-event-stream', 'as many sessions as viewers and visitors'],
  ['captive-portal-probes-fill-sockets', 'sockets for the probes, or sessions that fit what is left'],
  ['two-answers-one-request', 'the second answer is not lost: it answers the next request'],
  [
    'upload-vanishes-mid-body',
    'keep-alive notices that the sender is gone, and a short time-out lets the others in',
  ],
  ['stop-during-stream', 'httpd_stop waits for the stream: nothing is wrong once it ends'],
  ['twelve-endpoints-polled-at-once', 'a session a connection; or connections that do not stay'],
  ['descriptor-closed-by-another-task', 'a bug of the application that no setting makes good'],
  ['segment-pool-too-small', 'slower, by less than a second: nothing that advise calls trouble'],
  ['upload-of-seven-minutes', 'nothing is wrong'],
  ['reloads-and-a-second-browser', 'old websockets hold the sessions of the new ones'],
  ['w800-sixth-client-closed', 'a netconn for the sixth client'],
  ['https-heap-for-three', 'a TLS session does not fit into what is left of the heap'],
];

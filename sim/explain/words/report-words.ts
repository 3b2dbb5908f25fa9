/** Words of summaries and verdicts: what was waited for, what holders are worth, headings, and the TCP that they speak of. */

import type { WaitKind } from '../../outcomes/waits/waits.js';
import type { WordMeaning } from './word-meaning.js';

type Words = readonly [names: readonly string[], about: string, shownBy?: string];

function all(what: string, words: readonly Words[]): WordMeaning[] {
  return words.map(([names, about, shownBy]) => ({
    names,
    kind: `${names[0]!} (${what})`,
    about,
    ...(shownBy === undefined ? {} : { shownBy }),
  }));
}

/** Every kind of wait, as it is told. */
const WAITS: Readonly<Record<WaitKind, Words>> = {
  link: [['on its way', 'on the way'], 'packets under way: latency, bandwidth, round trips'],
  loss: [
    ['lost by the link and sent again'],
    'a segment was lost; until its sender tries again nothing moves',
  ],
  outage: [
    ['lost in the link outage', 'link outage', 'outage'],
    'the link carried nothing for that time; what was sent is tried again after it, later with each attempt: it may cost more than the outage lasted',
    'cable-unplugged-five-times',
  ],
  tls: [
    ['its TLS handshake', 'TLS handshake'],
    "round trips of the handshake, and the device's own work for it (in the device)",
    'https-six-browsers-at-once',
  ],
  limit: [
    ['full', 'limit'],
    'something of which there are only so many was taken: the name says what, the brackets which option sets it',
    'eighth-client-waits',
  ],
  task: [
    ['other requests', 'task busy', 'busy'],
    "the server's one task was at somebody else's request",
    'sse-everybody-waits',
  ],
  handler: [['its own handler'], 'the handler of this very request took its time'],
  console: [
    ['its log lines on the console', 'console'],
    "this request's own log lines: the UART takes them as fast as its baud rate, and the task waits for it",
    'debug-log-slows-server',
  ],
  cpu: [['the CPU', 'cpu time'], 'the CPU computed for this very request (device.cpu)'],
  device: [
    [
      'the device, outside of its server task',
      'the task that answers it',
      'the TCP/IP stack of the device',
      'nobody: its handler returned without an answer',
      'the server, which comes back to it when something else wakes it',
    ],
    'another part of the device had it: a worker to which the handler gave the request, or its TCP/IP stack; or nobody, since the handler had returned without sending anything; or the server has it and does not look at it before something else wakes it',
    'async-workers-come-back',
  ],
  nagle: [
    [
      'Nagle',
      "Nagle's algorithm",
      'delayed ACK',
      'Nagle on the device against the delayed ACK of the client',
    ],
    'a small segment waits until the one before it is acknowledged, and the client acknowledges late (up to 40 ms and more): small answers in several writes take that long; TCP_NODELAY on the device ends it',
  ],
  client: [['the client itself'], 'the client sends slowly, or asks late'],
  reading: [
    ['the client does not read'],
    'its receive window is full: it does not take what has come',
    'push-outruns-stalled-client',
  ],
  behind: [
    ['what was asked before it on its connection', 'pipelined'],
    'answers come in the order of the requests: one that is not answered holds those behind it',
  ],
};

const HOLDERS: readonly Words[] = [
  [['held by', 'holder', 'holders'], 'who has the units of a limit at that moment'],
  [
    ['in use'],
    'of a holder: data went to and fro within the last second; the remark in brackets names only those of whom this is not true',
  ],
  [['idle since'], 'of a holder: connected, and silent since then', 'idle-keepalives-starve-requests'],
  [
    [
      'vanished',
      'vanished at',
      'without keep-alive nothing tells the device',
      'which keep-alive finds out after',
    ],
    'its host is gone without a word: the device does not know, and keeps its place until keep-alive, a timeout or a failed retransmission tells it',
    'vanished-clients-stay',
  ],
  [
    ['ended by the client at', 'their descriptors never closed'],
    'its client has closed it; the device has not looked at that yet, or its session is over and nobody has closed the descriptor (a close_fn must call close())',
    'close-fn-forgets-close',
  ],
  [['waiting for an answer since'], 'of a holder: it waits itself'],
  [
    ['TIME_WAIT', 'in TIME_WAIT until', 'TIME-WAIT'],
    'the side that closed first keeps the connection for 2 MSL (lwIP: 120 s): it costs memory and its port, no descriptor',
    'restart-within-time-wait',
  ],
  [['behind it', 'because'], 'what the cause itself comes from, down to the root'],
  [['SYN dropped'], 'the connection request was not answered: its client tries again after 1 s, 3 s, 7 s …'],
  [
    ['not accepted'],
    'the connection is made by TCP, and the server has not called accept() for it',
    'eighth-client-waits',
  ],
  [['closed to make room', 'purge'], 'LRU purge: the session that has not sent for longest goes'],
];

const VERDICTS: readonly Words[] = [
  [['ok', 'passed'], 'all that the scenario expects holds'],
  [['FAILED'], 'an expectation does not hold: exit status 1'],
  [['BAD', 'bad input'], 'the scenario or a module of it is wrong: exit status 2'],
  [['TIME', 'out of time'], 'the case took longer than --timeout: exit status 2'],
  [
    ['CRASHED', 'panic', 'crash'],
    'the device crashed and would restart, and nothing expects that: exit status 3',
  ],
  [
    ['HANGS', 'livelock', 'hang'],
    'a task of the device goes round without ever blocking, everything below it starves, and nothing expects that: exit status 4',
    'async-all-sessions-livelock',
  ],
  [['BUG', 'internal'], 'lwip-twin itself went wrong: exit status 70'],
  [['skipped', 'not run'], 'left out by --bail'],
  [
    ['expects nothing', 'built-in', 'built-in expectations'],
    'a scenario without expectations is judged by two: every server starts, everything that was asked is answered',
  ],
  [
    ['warning'],
    'something that holds and can hardly be meant: all answers are the same error, a group never got an answer, an expectation about nobody; an error with --strict',
  ],
  [['step to'], 'the command that opens the REPL at the moment in question'],
];

const SUMMARY: readonly Words[] = [
  [
    ['exchange', 'exchanges'],
    'an HTTP request, a stream, a websocket, or a message that an answer is expected to: asked, first byte, complete',
  ],
  [['session'], "the server's record of a connection that it has accepted: max_open_sockets of them"],
  [['first byte'], 'from asking to the first byte of the answer'],
  [['complete'], 'from asking to the last byte of the answer'],
  [['p50', 'p95', 'p90', 'p99', 'percentile'], 'half, or 95 of 100, of the times are no longer than this'],
  [['peak'], 'the most that was in use at any time of the run'],
  [['at rest'], 'heap that is taken before anybody connects'],
  [['idle session', 'an idle session'], 'heap that a connection takes which says nothing'],
  [['idle websocket', 'an idle websocket'], 'heap that an open websocket takes which says nothing'],
  [['Not served, and why'], 'who did not get what it asked for, grouped by cause'],
  [
    ['Ended after it was served'],
    'connections that got all they asked for, and were then ended by the device',
  ],
  [['Slow, and why'], 'exchanges that waited for others than their client for a second or more (--slow)'],
  [
    ['The device itself', 'serves nobody meanwhile'],
    'tasks that one client has held up for more than a second at a time, and messages of the device to itself (httpd_queue_work) that were lost',
    'broadcast-slow-reader',
  ],
  [['Left out of these figures'], 'what the model does not count: docs/fidelity.md'],
  [
    ['never started'],
    'clients that were due after the device had crashed or begun to hang',
    'async-all-sessions-livelock',
  ],
  [
    ['the server did not start'],
    'httpd_start() failed: the reason stands behind it',
    'server-refuses-to-start',
  ],
  [['earlier exchanges'], 'of very many, only the newest are told one by one'],
];

const TCP: readonly Words[] = [
  [
    ['mailbox', 'mbox'],
    "a queue of lwIP's with so many places: a listener's new connections (accept mbox), a socket's received data (recv mbox), what is for the TCP task; what finds it full is dropped, and sent again by TCP",
  ],
  [['SYN'], 'the first segment of a connection; SYN-ACK answers it'],
  [['SYN-ACK'], 'the answer to a SYN: the port is open and there is room in the backlog'],
  [['ACK'], 'acknowledges what has come'],
  [['FIN'], 'its sender has no more to say: an orderly end'],
  [
    ['RST'],
    'the connection is over at once, and what was under way is lost; to a SYN: nothing listens there',
    'client-resets-after-each-answer',
  ],
  [['zero window', 'window'], 'how much more the receiver takes; at 0 the sender waits and probes'],
  [['retransmission', 'RTO'], 'what is not acknowledged in time is sent again, each time later'],
  [
    ['keep-alive', 'keepalive'],
    'TCP asks a silent peer whether it is still there',
    'vanished-clients-keep-alive',
  ],
  [['keep-alive connection'], 'HTTP: the connection stays for the next request'],
  [['PCB'], "lwIP's record of a connection"],
  [['netconn'], "lwIP's object behind a socket"],
  [
    ['event stream', 'SSE', 'server-sent events'],
    'an answer that does not end (text/event-stream)',
    'sse-everybody-waits',
  ],
];

/** All of them. */
export const REPORT_WORDS: readonly WordMeaning[] = [
  ...all('what was waited for', Object.values(WAITS)),
  ...all('of who holds a limit', HOLDERS),
  ...all('in verdicts', VERDICTS),
  ...all('in summaries', SUMMARY),
  ...all('TCP and HTTP', TCP),
];

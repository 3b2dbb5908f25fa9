import { describe, expect, test } from 'vitest';
import { causeText } from '../../sim/outcomes/cause-text.js';
import { CONTENT } from '../../sim/outcomes/outcome-words.js';
import { SyntheticTrace, clients } from '../report/synthetic.js';

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

/** Cause of a connection, in words. */
function why(trace: SyntheticTrace, label: string): string | undefined {
  const cause = trace.outcomes().find((one) => one.label === label)?.cause;
  return cause && causeText(cause);
}

/** Seven sessions taken, five clients in the backlog, a thirteenth refused. */
function fullDevice(): SyntheticTrace {
  const trace = new SyntheticTrace();
  for (const c of clients(1, 7)) trace.enters(c);
  for (const c of clients(8, 12)) trace.connects(c).asks(c);
  trace.at(100).act('c13', 'connect').seg('c13', 'rx', 'S');
  return trace
    .refuse('c13', 'backlog :80', 5, clients(8, 12), 'SYN dropped')
    .at(9000)
    .usage('sessions :80', 7);
}

describe('outcomes', () => {
  test('served: an HTTP status, whichever, also in pieces and after FIN', () => {
    const trace = new SyntheticTrace()
      .enters('c1')
      .asks('c1')
      .data('c1', 'HTTP/1')
      .data('c1', '.1 404 Not Found\r\n')
      .data('c1', 'Content-Length: 0\r\n\r\n')
      .cli('c1', 'eof');
    expect(trace.outcomes()).toMatchObject([{ outcome: 'served', status: 404, cause: undefined }]);
  });

  test('a SYN that was dropped before the connection got in is not why it ended', () => {
    const trace = new SyntheticTrace()
      .act('c1', 'connect')
      .seg('c1', 'rx', 'S')
      .refuse('c1', 'backlog :80', 1, ['c0'], 'SYN dropped')
      .cli('c1', 'connected')
      .session('c1', 'open')
      .session('c1', 'close')
      .cli('c1', 'eof');
    expect(trace.words()).toEqual(['c1 closed']);
    expect(why(trace, 'c1')).toBe('device: the device closed the connection');
  });

  test('idle: in a session, asked for nothing', () => {
    expect(new SyntheticTrace().enters('c1').words()).toEqual(['c1 idle']);
  });

  test('the eighth client waits for a session, the thirteenth for the backlog', () => {
    const trace = fullDevice();
    expect(trace.words()).toEqual([
      ...clients(1, 7).map((c) => `${c} idle`),
      ...clients(8, 12).map((c) => `${c} waiting`),
      'c13 unanswered',
    ]);
    expect(why(trace, 'c8')).toBe(
      'sessions :80 7/7 since 0.000 s held by c1..c7 (all idle since 0.000 s): not accepted',
    );
    expect(why(trace, 'c13')).toBe(
      'backlog :80 5/5 held by c8..c12: SYN dropped; behind it sessions :80 7/7 since 0.000 s held by c1..c7: not accepted',
    );
  });

  test('waiting behind a client that is silent in the middle of its request', () => {
    const trace = new SyntheticTrace().enters('c1').asks('c1').at(201).blocked('begin', 'c1');
    trace.at(300).connects('c2').asks('c2').at(5000).usage('sessions :80', 7);
    expect(trace.words()).toEqual(['c1 waiting', 'c2 waiting']);
    expect(why(trace, 'c2')).toBe('task httpd held by c1: waits for data of c1 since 0.201 s');
    expect(why(trace, 'c1')).toBe(
      'task httpd: waits for data of this very client since 0.201 s: its request is not complete',
    );
  });

  test('a wait that is over blames nobody', () => {
    const trace = new SyntheticTrace()
      .enters('c1')
      .asks('c1')
      .blocked('begin', 'c1')
      .blocked('end', 'c1')
      .enters('c2')
      .asks('c2');
    expect(why(trace, 'c2')).toBe('device: not answered by the end of the run');
  });

  test('closed by accept() without a socket', () => {
    const trace = new SyntheticTrace().connects('c5');
    trace
      .refuse('c5', 'sockets', 10, ['listener :80', ...clients(1, 4)], 'accept() failed with ENFILE, FIN')
      .cli('c5', 'eof');
    expect(trace.words()).toEqual(['c5 closed']);
    expect(why(trace, 'c5')).toContain('sockets 5/10 held by listener :80, c1..c4: accept() failed');
  });

  test('reset out of a full accept mailbox', () => {
    const trace = new SyntheticTrace().connects('c9');
    trace.refuse('c9', 'accept mbox :80', 6, clients(3, 8), 'RST after the handshake').cli('c9', 'reset');
    expect(trace.words()).toEqual(['c9 reset']);
    expect(why(trace, 'c9')).toBe('accept mbox :80 6/6 held by c3..c8: RST after the handshake');
  });

  test('purged names the room and who got it', () => {
    const trace = new SyntheticTrace()
      .enters('c1')
      .enters('c2')
      .connects('c3')
      .session('c1', 'close', { purged: 1 })
      .cli('c1', 'eof');
    trace.session('c3', 'open').usage('sessions :80', 2);
    expect(trace.words()).toEqual(['c1 purged', 'c2 idle', 'c3 idle']);
    expect(why(trace, 'c1')).toBe('sessions :80 2/2 held by c2: closed to make room for c3');
  });

  test.each([
    ['failed', 'the server did not start: too many sockets'],
    ['stop', 'the server was stopped at 0.000 s'],
    ['start', 'nothing listens on port 80'],
  ] as const)('refused after server %s', (ev, text) => {
    const trace = new SyntheticTrace()
      .server(ev, 'too many sockets')
      .act('c1', 'connect')
      .seg('c1', 'rx', 'S')
      .cli('c1', 'refused');
    expect(trace.words()).toEqual(['c1 refused']);
    expect(why(trace, 'c1')).toBe(`listener :80: ${text}`);
  });

  test('a later start of the server does not change why an earlier client was refused', () => {
    const trace = new SyntheticTrace()
      .server('stop')
      .act('c1', 'connect')
      .cli('c1', 'refused')
      .at(10)
      .server('start');
    expect(why(trace, 'c1')).toContain('stopped');
  });

  test('unanswered: the link lost its SYNs, or the SYN-ACKs', () => {
    const lost = new SyntheticTrace()
      .act('c1', 'connect')
      .seg('c1', 'rx', 'S', { lost: 1 })
      .seg('c1', 'rx', 'S', { lost: 1 });
    expect(why(lost, 'c1')).toBe('link: 2 SYN lost');
    const back = new SyntheticTrace()
      .act('c1', 'connect')
      .seg('c1', 'rx', 'S')
      .seg('c1', 'tx', 'SA', { lost: 1 });
    expect(why(back, 'c1')).toBe('link: 1 SYN-ACK lost');
    expect(back.words()).toEqual(['c1 unanswered']);
  });

  test('gave-up: closed by the client; the limit in its way at that time is named', () => {
    const trace = fullDevice().at(200).act('c8', 'close').cli('c8', 'eof').at(300).session('c1', 'close');
    expect(trace.words()).toContain('c8 gave-up');
    expect(why(trace, 'c8')).toBe('sessions :80 7/7 since 0.000 s held by c1..c7: not accepted');
  });

  test('gave-up: vanished before the SYN-ACK came', () => {
    expect(
      new SyntheticTrace().act('c1', 'connect').act('c1', 'vanish').seg('c1', 'tx', 'SA').words(),
    ).toEqual(['c1 gave-up']);
  });

  test('closed when the server stops', () => {
    const trace = new SyntheticTrace()
      .enters('c1')
      .session('c1', 'close', { why: 'the server was stopped' })
      .cli('c1', 'eof');
    expect(trace.words()).toEqual(['c1 closed']);
    expect(why(trace, 'c1')).toBe('device: the server was stopped');
  });

  test('a crash is the cause for those who were asking', () => {
    const trace = new SyntheticTrace().enters('c1').asks('c1');
    trace.add({ t: 9, k: 'panic', task: 'httpd', why: 'memory access fault', addr: 0 });
    expect(why(trace, 'c1')).toBe('device: crashed in task httpd: memory access fault');
  });

  test('a client has an outcome for each of its connections', () => {
    const trace = new SyntheticTrace().enters('c1').asks('c1').data('c1', ANSWER).at(5).enters('c1', 49_153);
    expect(trace.words()).toEqual(['c1#1 served', 'c1#2 idle']);
  });

  test('connections side by side are told apart by their ports', () => {
    const trace = new SyntheticTrace();
    for (const port of [49_152, 49_153]) {
      trace
        .add({ t: 0, k: 'act', c: 'b', do: 'connect', port, peer: 80, beside: 1 })
        .cli('b', 'connected', port);
      trace.session('b', 'open', { port });
    }
    trace.seg('b', 'rx', 'PA', { len: 9, port: 49_152 }).data('b', ANSWER, 49_152);
    expect(trace.words()).toEqual(['b#1 served', 'b#2 idle']);
  });

  test('without act records the first SYN begins a connection, and a SYN after it was established another', () => {
    const trace = new SyntheticTrace()
      .seg('c1', 'rx', 'S')
      .seg('c1', 'rx', 'S')
      .seg('c1', 'tx', 'SA')
      .cli('c1', 'connected');
    trace
      .seg('c1', 'rx', 'S')
      .seg('c1', 'tx', 'SA')
      .cli('c1', 'connected')
      .session('c1', 'open', { port: 49_153 });
    expect(trace.words()).toEqual(['c1#1 gave-up', 'c1#2 idle']);
  });

  test('every outcome that is not content, and no gave-up, has a cause', () => {
    for (const { outcome, cause } of fullDevice().outcomes()) {
      expect(cause !== undefined).toBe(!CONTENT.has(outcome) && outcome !== 'gave-up');
    }
  });
});

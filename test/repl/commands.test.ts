/** What the commands do, one by one. */

import { describe, expect, it, test } from 'vitest';
import { consoleOn, EIGHT_CLIENTS, linesOf, run, type Files } from './harness.js';

const error = async (console: ReturnType<typeof consoleOn>, line: string): Promise<string> => {
  const [outcome] = await run(console, line);
  return `${outcome!.error ?? 'none'}; ${outcome!.hint ?? ''}`;
};

describe('moving', () => {
  it('steps forward and back to the same place', async () => {
    const console = consoleOn(EIGHT_CLIENTS);
    const there = await linesOf(console, 's 20');
    await linesOf(console, 's 30; rs 30');
    expect(console.session.position).toBe(20);
    expect(await linesOf(console, 'rs; s')).toContain(there.split('\n')[0]!.replace(' (20 steps on)', ''));
  });

  it('knows the turns of the select loop in both directions', async () => {
    const console = consoleOn(EIGHT_CLIENTS);
    await linesOf(console, 'select 4');
    const there = console.session.position;
    expect(await linesOf(console, 'select 3; rsel 3')).toContain('httpd ran until it waited for select');
    expect(console.session.position).toBe(there);
  });

  it('finishes an instant, and goes back to before it', async () => {
    const console = consoleOn(EIGHT_CLIENTS);
    await linesOf(console, 'goto 103ms');
    const start = console.session.position;
    await linesOf(console, 'fin');
    expect(console.session.position).toBeGreaterThan(start);
    const { history } = console.session.timeline;
    await linesOf(console, 's; rfin');
    const { position } = console.session;
    expect(history.step(position)!.timeUs).toBeGreaterThan(history.timeAt(position));
  });

  it('stands between two events, too', async () => {
    const console = consoleOn(EIGHT_CLIENTS);
    await linesOf(console, 'until 300ms');
    expect(console.prompt).toBe('0.300s httpd> ');
    await linesOf(console, 'goto 250ms');
    expect(console.session.timeUs).toBe(250_000);
    expect(await error(console, 'until 100ms')).toContain('that time has passed; `goto 100ms` goes back');
  });

  it('ends at the end and at the start', async () => {
    const console = consoleOn(EIGHT_CLIENTS);
    expect(await linesOf(console, 'run')).toContain('the run is over');
    expect(await linesOf(console, 's')).toContain('the run is over');
    expect(await linesOf(console, 'restart')).toContain('start of time');
    expect(await linesOf(console, 'rs')).toContain('start of time');
  });
});

describe('stopping', () => {
  const stops: readonly [string, string][] = [
    ['break log "newfd = 60"', '0.133s'],
    ['break /newfd = 6[0-9]/ count 2', '0.143s'],
    ['break session ->used', '0.501s'],
    ['break "sessions :80" full', '0.163s'],
    ['break "sessions :80" >= 7', '0.163s'],
    ['break httpd accepting->full', '0.163s'],
    ['break sockets full', '0.163s'],
    ['break "sessions :80" full', '0.163s'],
    ['break sockets >= 5', '0.113s'],
    ['break heap > 20000', '0.173s'],
    ['break tab8 connected', '0.172s'],
    ['break tab1 data if len > 5', '0.502s'],
    ['break segment rx tab8 SYN', '0.171s'],
    ['break segment tx len>100', '0.501s'],
    ['break log /sess_new/ if sockets >= 9 and time > 120ms', '0.153s'],
    ['break task httpd select if time > 150ms', '0.153s'],
    ['break 444ms', '0.444s'],
    ['watch tab8', '0.170s'],
    ['watch sessions if sessions == 4', '0.133s'],
    ['watch netstat tab8 unread count 2', '1.001s'],
    ['watch httpd count 3', ''],
  ];
  it.each(stops)('%s', async (line, time) => {
    const console = consoleOn(EIGHT_CLIENTS);
    await linesOf(console, line);
    const hit = await linesOf(console, 'c');
    if (time !== '') expect(hit).toContain(` ${time}  `);
    const { position, timeUs } = console.session;
    await linesOf(console, 'goto end; rc');
    while (console.session.position > position) await linesOf(console, 'rc');
    expect({ position: console.session.position, timeUs: console.session.timeUs }).toEqual({
      position,
      timeUs,
    });
  });

  test('a quoted name is a name, with the same words behind it', async () => {
    expect(await linesOf(consoleOn(EIGHT_CLIENTS), 'break "sessions :80" refuses tab8')).toBe(
      'breakpoint 1: sessions :80 refuses tab8',
    );
  });

  test('breakpoints are listed, switched off and deleted', async () => {
    const console = consoleOn(EIGHT_CLIENTS);
    await linesOf(console, 'b sockets full; b 1s; w heap; disable 3; until 900ms; delete 2');
    expect(await linesOf(console, 'i b')).toBe(
      ['id  on   hits  what', '1   yes     1  sockets full', '3   no     17  watch heap'].join('\n'),
    );
    expect(await error(console, 'delete 2')).toContain('there is no breakpoint 2');
  });

  test('complaints say what would be right', async () => {
    const console = consoleOn(EIGHT_CLIENTS);
    expect(await error(console, 'break sokets full')).toBe(
      'nothing here is called "sokets"; did you mean "sockets"?',
    );
    expect(await error(console, 'break httpd ->fulll')).toContain(
      'httpd has no state "fulll"; states: created',
    );
    expect(await error(console, 'break htpd ->full')).toBe(
      'there is no machine "htpd"; did you mean "httpd"?',
    );
    expect(await error(console, 'break tab8 conected')).toBe(
      'clients see no "conected"; did you mean "connected"?',
    );
    expect(await error(console, 'break client tab99 conected')).toContain('did you mean "connected"?');
    expect(await error(console, 'break "sessions :81" refuses')).toContain('did you mean "sessions :80"?');
    expect(await error(console, 'break tasks httpd refuses')).toContain('is no limit that could refuse');
    expect(await error(console, 'break sockets')).toContain('`sockets full`');
    expect(await error(console, 'break log /(/')).toContain('Unterminated group');
    expect(await error(console, 'break sockets full if')).toContain('if what?');
    expect(await error(console, 'watch')).toContain('watch what?');
  });
});

describe('doing', () => {
  test('typed steps happen, are listed, taken back and saved', async () => {
    const files: Files = new Map();
    const console = consoleOn(EIGHT_CLIENTS, files);
    await linesOf(console, 'until 2s; client new connect; s; client new http POST /ws body="a b"');
    expect(await linesOf(console, 'typed')).toBe(
      [
        '{"at":"2s","client":"new","do":"connect"}',
        '{"at":"2s","client":"new","do":"http","method":"POST","path":"/ws","body":"a b"}',
      ].join('\n'),
    );
    await linesOf(console, 'undo; save x.yaml');
    expect(files.get('x.yaml')).toContain('- { at: 2s, client: new, do: connect }');
    expect(files.get('x.yaml')).not.toContain('POST');
  });

  test('a step typed in the past changes what comes after, and no more', async () => {
    const console = consoleOn(EIGHT_CLIENTS);
    await linesOf(console, 'goto end');
    expect(await linesOf(console, 'why tab8')).toContain('tab8: ');
    await linesOf(console, 'goto 160ms; client tab1 close; goto 900ms');
    expect(await linesOf(console, 'why tab8')).toContain('tab8: idle');
    await linesOf(console, 'undo');
    expect(await linesOf(console, 'why tab8')).toContain(
      'sessions :80 7/7 (max_open_sockets) since 0.163 s held by',
    );
    expect(await linesOf(console, 'why tab8')).toContain('advise tries against it: lru-purge, more-sessions');
  });

  test('why gives the outcome that the report gives, also of what came after an answer', async () => {
    const console = consoleOn(EIGHT_CLIENTS);
    await linesOf(console, 'client new connect; until 20ms');
    expect(await linesOf(console, 'why new')).toContain('new: idle');
    await linesOf(console, 'client new http GET /nothing; until 50ms');
    expect(await linesOf(console, 'why new')).toContain('new: served');
    await linesOf(console, 'client new close');
    await linesOf(console, 'until 60ms');
    expect(await linesOf(console, 'why new')).toContain('the device ended it with FIN at 0.022 s');
  });

  test('segments are typed as they are, and a client does its step without the word client', async () => {
    const files: Files = new Map();
    const console = consoleOn(EIGHT_CLIENTS, files);
    await linesOf(console, 'until 10ms; r1 segment S seq 0; until 20ms');
    await linesOf(console, 'r1 segment PA seq 1 ack 1 text "GET / HTTP/1.1\\r\\n\\r\\n"; until 30ms');
    const segments = await linesOf(console, 'segments r1');
    expect(segments).toContain('r1 > device: [S] seq 0');
    expect(segments).toContain('r1 > device: [PA] seq 1:19, ack 1');
    await linesOf(console, 'save x.yaml');
    expect(files.get('x.yaml')).toContain('client: r1, do: segment, flags: PA, seq: 1, ack: 1, text: "GET');
    expect(await error(console, 'r1 segment SX seq 0')).toContain('expected letters of F S R P A U E C');
    expect(await error(console, 'r1 nothing')).toContain('there is no command "r1"');
    // A command goes first.
    expect(await linesOf(console, 'next 1')).toContain('#');
  });

  test('an outage loses everything for its time', async () => {
    const console = consoleOn(EIGHT_CLIENTS);
    expect(await linesOf(console, 'until 400ms; link outage 1s')).toContain('outage from 0.400s for 1s');
    await linesOf(console, 'until 1399ms');
    expect(await linesOf(console, 'segments all')).not.toMatch(/^(0\.[4-9]|1\.[0-3]).*length \d+$/m);
    expect(await linesOf(console, 'segments lost')).toContain('tab1 > device');
  });

  test('complaints name the language', async () => {
    const console = consoleOn(EIGHT_CLIENTS);
    await linesOf(console, 'until 200ms');
    expect(await error(console, 'client tab1 conect')).toContain('did you mean "connect"?');
    expect(await error(console, 'client x ws_text "a"')).toContain('has not connected by then');
    expect(await error(console, 'client tab1 ws_close 70000')).toContain('from 0 to 65535');
    expect(await error(console, 'device stopp')).toContain('did you mean "stop"?');
    expect(await error(console, 'device stop task=worker')).toContain('worker');
    expect(await error(console, 'set link.latncy 3ms')).toContain('did you mean "latency"?');
    expect(await error(console, 'set link.latency 3')).toContain('a time needs a unit');
    expect(await error(console, 'client tab1 ws_text "open')).toContain('is not closed');
    expect(await error(console, 'frobnicate')).toContain('there is no command "frobnicate"');
    expect(console.session.edited.typed).toEqual([]);
  });
});

describe('looking', () => {
  test('every table and listing answers at every stop', async () => {
    const console = consoleOn(EIGHT_CLIENTS);
    for (const move of ['goto start', 's 25', 'until 600ms', 'goto end', 'rs 5']) {
      const tables =
        'netstat; sockets; sessions; tasks; pools; mbox; machines; clients; counts; log; segments; events';
      const outcomes = await run(
        console,
        `${move}; ${tables}; diff; why tab1; info; i b; machines --mermaid`,
      );
      expect(outcomes.filter((outcome) => !outcome.ok)).toEqual([]);
    }
  });

  test('diff shows what has changed, explain what a key means', async () => {
    const console = consoleOn(EIGHT_CLIENTS);
    await linesOf(console, 'until 105ms; until 120ms');
    expect(await linesOf(console, 'diff counts')).toContain('sessions: value 1 -> 2');
    expect(await linesOf(console, 'explain max_open_sockets')).toContain('Default 7');
    expect(await linesOf(console, 'explain ws_open')).toContain('websocket upgrade');
    expect(await linesOf(console, 'explain CONFIG_LWIP_MAX_SOCKETS')).toContain('components/lwip/Kconfig');
    expect(await linesOf(console, 'explain error in recv : 104')).toContain('ECONNRESET');
    expect(await linesOf(console, 'explain 113')).toContain('ECONNABORTED');
    expect(await error(console, 'explain max_open_socket')).toContain('did you mean "max_open_sockets"?');
  });

  test('help knows every command and its short forms', async () => {
    const console = consoleOn(EIGHT_CLIENTS);
    const all = await linesOf(console, 'help');
    for (const command of console.commands) {
      expect(all).toContain(command.names.join(', '));
      expect(await linesOf(console, `help ${command.names.at(-1)!}`)).toContain(command.summary);
    }
    const names = console.commands.flatMap((command) => command.names);
    expect(new Set(names).size).toBe(names.length);
  });
});

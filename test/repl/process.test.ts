/** The REPL as a real process: in a pseudo-terminal, through pipes, with `-c`. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { builtCommand } from '../built-command.js';
import { blocks, readTutorial, TUTORIAL } from './tutorial.js';
import { EIGHT_CLIENTS, replay } from './harness.js';

const ROOT = join(import.meta.dirname, '../..');
const COMMAND = [builtCommand(), 'repl'];
/** Python's pty module makes the pseudo-terminal; a machine with only Node skips these tests. */
const HAS_PYTHON = spawnSync('python3', ['-c', 'import pty']).status === 0;
const PSEUDO_TERMINAL = join(import.meta.dirname, 'terminal.py');
const ESCAPES = /\u001b\[[\d;?]*[A-Za-z]/g;
const place = mkdtempSync(join(tmpdir(), 'lwip-twin-repl-'));
const scenario = join(place, 'eight.yaml');
writeFileSync(scenario, EIGHT_CLIENTS);
afterAll(() => rmSync(place, { recursive: true }));

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the REPL with commands on its standard input. */
function piped(input: string, ...args: string[]): Ended {
  return spawnSync(process.execPath, [...COMMAND, ...args], { encoding: 'utf8', cwd: ROOT, input });
}

/** Runs it in a pseudo-terminal: waits for a text, types, waits … */
function typed(script: readonly (readonly [string, string])[], ...args: string[]): Ended {
  return spawnSync('python3', [PSEUDO_TERMINAL, process.execPath, ...COMMAND, ...args], {
    encoding: 'utf8',
    cwd: ROOT,
    input: JSON.stringify(script),
    env: { ...process.env, TERM: 'xterm', XDG_STATE_HOME: place, NO_COLOR: undefined },
  });
}

describe('through pipes', () => {
  it('runs commands, goes on after an error, and tells by its status', () => {
    const { status, stdout, stderr } = piped(
      'until 400ms\nbogus\ncheck sockets == 10\n# nothing\nquit\nstep\n',
      scenario,
    );
    expect(stderr).toBe('');
    expect(stdout.split('\n').slice(1)).toEqual([
      'error: there is no command "bogus"',
      '  see `help`',
      'yes',
      '',
    ]);
    expect(status).toBe(2);
    expect(stdout).not.toMatch(ESCAPES);
  });

  it('plays the tutorial', () => {
    const tutorial = readTutorial();
    const file = join(place, 'eighth.yaml');
    writeFileSync(file, tutorial.scenario);
    const input = tutorial.exchanges.map(({ command }) =>
      command.replace('purged.yaml', join(place, 'purged.yaml')),
    );
    const { status, stdout } = piped(input.join('\n'), file);
    expect(status).toBe(0);
    const answers = tutorial.exchanges
      .flatMap(({ answer }) => answer)
      .filter((line) => !line.startsWith('purged'));
    expect(stdout.split('\n').filter((line) => !line.includes('purged.yaml'))).toEqual([...answers, '']);
    expect(blocks(readFileSync(TUTORIAL, 'utf8'), 'yaml')[0]).toBe(tutorial.scenario);
  });

  it('gives JSON to tools', () => {
    const { stdout, status } = piped('', scenario, '--json', '-c', 'until 400ms; sockets; why tab8; bogus');
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { ok: boolean; timeUs: number; data: unknown });
    expect(answers.map(({ ok, timeUs }) => [ok, timeUs])).toEqual([
      ...Array<unknown>(3).fill([true, 400_000]),
      [false, 400_000],
    ]);
    expect(answers[1]!.data).toContainEqual(expect.objectContaining({ key: 'fd 57', holder: 'tab1' }));
    expect(answers[2]!.data).toMatchObject({ outcome: 'waiting', cause: { resource: 'sessions :80' } });
    expect(status).toBe(2);
  });

  it('has an exit status for scripts', () => {
    expect(piped('', scenario, '-c', 'until 400ms; check sockets == 10').status).toBe(0);
    expect(piped('', scenario, '-c', 'until 400ms; check sockets < 10').status).toBe(1);
    const missing = piped('', join(place, 'none.yaml'), '-c', 'step');
    expect(missing.status).toBe(2);
    expect(missing.stderr).toContain('no such file');
    expect(piped('', '--profile', 'esp33', '-c', 'step').stderr).toContain('unknown profile esp33');
  });

  it('starts an idle device, whose visitors come by hand, and saves what happened', () => {
    const out = join(place, 'by-hand.yaml');
    const commands = `until 1s; client me connect; until 2s; client me ws_open /ws; until 3s; why me; save ${out}`;
    const { stdout, status } = piped('', '-c', commands);
    expect(stdout).toContain('me: served since 2.000 s');
    expect(status).toBe(0);
    expect(replay(readFileSync(out, 'utf8')).some((line) => line.includes('101 Switching Protocols'))).toBe(
      true,
    );
  });
});

describe.skipIf(!HAS_PYTHON)('in a pseudo-terminal', () => {
  it('has a coloured prompt with time and task, completion, history and repetition', () => {
    const { stdout, status } = typed(
      [
        ['0.000s>', 'unt\t200ms\r'],
        ['0.200s httpd>', 's\r'],
        ['0.500s', '\r'],
        ['0.501s', 'why ta\t8\r'],
        ['tab8: waiting', '\u001b[A\u001b[A\u001b[A\r'],
        ['that time has passed', 'quit\r'],
      ],
      scenario,
    );
    expect(stdout).toContain('\u001b[36m0.200s httpd>\u001b[0m');
    expect(stdout.replace(ESCAPES, '')).toContain('`help` lists the commands');
    expect(status).toBe(0);
    expect(readFileSync(join(place, 'lwip-twin/repl-history'), 'utf8').split('\n')).toContain('why tab8');
    const again = typed(
      [
        ['0.000s>', '\u001b[A\u001b[A\r'],
        ['0.200s', 'q\r'],
      ],
      scenario,
    );
    expect(again.status).toBe(0);
  });

  it('stops a long run with Ctrl-C at a consistent point', () => {
    const busy = join(place, 'busy.yaml');
    const steps = Array.from(
      { length: 20_000 },
      (_, i) => `  - { at: ${200 + 5 * i}ms, client: a, do: ws_text, text: hello }`,
    );
    writeFileSync(
      busy,
      [
        'device: { profile: esp32-idf-v5.3, apps: [ws-echo] }',
        'until: 1h',
        'timeline:',
        '  - { at: 10ms, client: a, do: connect }',
        '  - { at: 20ms, client: a, do: ws_open, path: /ws }',
        ...steps,
      ].join('\n'),
    );
    const { stdout, status } = typed(
      [
        ['0.000s>', 'run\r'],
        ['run', '\u0003'],
        ['interrupted', 'check time < 100s\r'],
        ['yes', 's\r'],
        ['httpd>', 'rs\r'],
        ['httpd>', 'netstat\r'],
        ['established', '\u0004'],
      ],
      busy,
    );
    expect(stdout).toContain('interrupted');
    expect(status, stdout).toBe(0);
  });
});

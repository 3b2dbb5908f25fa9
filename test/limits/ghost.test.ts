import { describe, expect, it } from 'vitest';

import { ghostCells } from '../../sim/cli/commands/limits-ghost.js';
import type { LimitsOptions } from '../../sim/cli/commands/limits-options.js';
import type { GhostCell } from '../../sim/limits/ghost.js';
import { ghostTable } from '../../sim/report/limits/ghost-table.js';
import { cli } from '../cli/fixture.js';

function ghosts(options: Partial<LimitsOptions>): GhostCell[] {
  const all = { set: [], vary: [], max: 1, interval: 50, format: 'table' as const, ...options };
  return ghostCells({ file: undefined, options: all, lock: undefined }).cells;
}

const US_PER_S = 1_000_000;
/** Seconds until a place is free; `held`, `not-connected`. */
const fate = ({ result }: GhostCell): number | string =>
  result.status === 'freed' ? Math.round(result.afterUs / US_PER_S) : result.status;

describe('a client that vanishes', () => {
  it('holds its session for ever without keep-alive, and else for idle + count intervals', () => {
    const cells = ghosts({ profile: 'esp32-idf-v5.3', clients: ['websocket'] });
    // HTTPD_DEFAULT_CONFIG: 5 s, then 3 probes 5 s apart, less what it was idle already; the next poll of TCP's slow timer.
    expect(cells.map(fate)).toEqual(['held', 16, 56, 146]);
    expect(cells[1]!.result).toMatchObject({
      segments: 4,
      line: expect.stringContaining('frame len') as string,
    });
  });

  it('is noticed by the ping of libwebsockets, and not where there is no websocket', () => {
    const cells = ghosts({ profile: 'w800-sdk-2.4', clients: ['http', 'websocket'] });
    expect(cells.map(fate)).toEqual(['held', 306]);
  });

  it('is asked for over any option', () => {
    const cells = ghosts({
      profile: 'esp32-idf-v5.3',
      clients: ['idle'],
      set: ['httpd.keep_alive_enable=true'],
      vary: ['httpd.keep_alive_count=1..3'],
    });
    expect(cells.map(fate)).toEqual([6, 11, 16]);
    expect(ghostTable('esp32-idf-v5.3', cells)[2]).toMatch(
      /^idle +keep_alive_count=1 +6\.2 s +#+ +2 +httpd_txrx/,
    );
  });

  it('that was never let in holds nothing', () => {
    const none = {
      profile: 'esp32-idf-v5.3',
      clients: ['idle' as const],
      set: ['sdkconfig.CONFIG_LWIP_MAX_SOCKETS=3'],
    };
    expect(ghosts({ ...none, vary: ['httpd.max_open_sockets=1'] }).map(fate)).toEqual(['not-connected']);
  });
});

describe('the command', () => {
  it('prints a table, or JSON', async () => {
    const { status, out } = await cli([
      'limits',
      '--profile',
      'esp32-idf-v5.3',
      '--clients',
      'idle',
      '--ghost',
    ]);
    expect(status).toBe(0);
    expect(out).toMatch(/idle +as they are +not within 3 h/);
    const json = await cli([
      'limits',
      '--profile',
      'w800-sdk-2.4',
      '--clients',
      'idle',
      '--ghost',
      '--format',
      'json',
    ]);
    expect(JSON.parse(json.out)).toMatchObject({ profile: 'w800-sdk-2.4', cells: [{ kind: 'idle' }] });
  });

  it.each([
    [['limits', 'x.yaml', '--ghost'], /--ghost asks about a device/],
    [['limits', '--profile', 'esp32-idf-v5.3', '--ghost', '--format', 'svg'], /no chart/],
    [['limits', '--profile', 'esp32-idf-v5.3', '--ghost', '--want', '3'], /cannot be used with/],
  ])('%j is refused', async (args, why) => {
    const { status, err } = await cli(args);
    expect(status).toBe(2);
    expect(err).toMatch(why);
  });
});

import { describe, expect, test } from 'vitest';
import { TOOL_VERSION } from '../../sim/version.js';
import { cli, Workplace } from './fixture.js';

describe('arguments', () => {
  test('version and help are no errors', async () => {
    expect(await cli(['--version'])).toEqual({ status: 0, out: `${TOOL_VERSION}\n`, err: '' });
    expect(await cli(['--help'])).toMatchObject({
      status: 0,
      out: expect.stringContaining('replay') as string,
    });
    expect(await cli(['replay', '--help'])).toMatchObject({
      status: 0,
      out: expect.stringContaining('--pcapng') as string,
    });
  });

  test.each([
    [['rplay', 'x.yaml'], /unknown command 'rplay'[^]*replay/],
    [['replay', '--tarce', 'x', 'y.yaml'], /unknown option '--tarce'[^]*--trace/],
    [['replay'], /missing required argument/],
    [['replay', 'x.yaml', '--log-level', 'debgu'], /Did you mean "debug"/],
    [['replay', 'x.yaml', '--log-level', 'Q'], /E, W, I, D, V, none/],
    [['replay', 'x.yaml', '--color', 'maybe'], /auto, always, never/],
    [['replay', 'x.yaml', '--trace'], /argument missing/],
    [[], /Usage/],
  ])('%j ends with status 2', async (args, message) => {
    const { status, out, err } = await cli(args);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toMatch(message);
  });
});

describe('outputs that can not be', () => {
  test.each([
    [['a.yaml', 'b.yaml', '--trace', 'out.jsonl'], /takes one scenario, not 2; for several give a directory/],
    [['a.yaml', 'sub-a.yaml', '--pcapng', '-'], /takes one scenario/],
    [['a.yaml', 'a.yaml', '--trace', 'out/'], /would both be written to/],
    [['a.yaml', 'a.yml', '--trace', 'out/'], /would both be written to .*a\.jsonl/],
    [['a.yaml', '--trace', 'a.yaml'], /would be overwritten/],
    [['a.yaml', '--trace', 'x', '--pcapng', 'x'], /written twice/],
    [['a.yaml', '--trace', '-', '--pcapng', '-'], /only one output/],
    [['a.yaml', '--trace', 'none/x.jsonl'], /can't write .*no such directory/],
    [['a.yaml', '--trace', 'b.yaml/'], /can't make the directory/],
    [['a.yaml', '--trace', ''], /needs a file name/],
  ])('%j', async (args, message) => {
    const place = new Workplace();
    for (const name of ['a.yaml', 'a.yml', 'b.yaml', 'sub-a.yaml']) place.file(name);
    const before = place.list();
    const atHome = args.map((arg) => (/^(-.*|)$/.test(arg) ? arg : `${place.folder}/${arg}`));
    const { status, err } = await cli(['replay', '--quiet', ...atHome]);
    expect(status).toBe(2);
    expect(err).toMatch(message);
    expect(place.list()).toEqual(before);
  });
});

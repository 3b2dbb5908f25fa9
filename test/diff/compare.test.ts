import { describe, expect, it } from 'vitest';

import { changesBetween, isWorse } from '../../sim/diff/compare.js';
import { diffJunit } from '../../sim/diff/junit.js';
import { snapshotOf } from '../../sim/diff/snapshot.js';
import { changeText } from '../../sim/diff/text.js';
import { exercised } from '../../sim/diff/upgrade.js';
import { loadScenario } from '../../sim/run/load.js';
import { defaultChanges, profileOfRelease, releaseDifferences } from '../../sim/run/firmware.js';

function snapshot(name: string, ...set: string[]): ReturnType<typeof snapshotOf> {
  return snapshotOf(loadScenario(`scenarios/${name}.yaml`, { set }), 'I');
}

describe('two runs', () => {
  it('of the same are the same', () => {
    const [a, b] = [snapshot('eighth-client-waits'), snapshot('eighth-client-waits')];
    expect(changesBetween(a, b)).toEqual([]);
    expect(changeText('a', 'b', [])).toEqual(['a → b: no difference']);
  });

  it('of which the second refuses a client are worse, and the other way round are not', () => {
    const old = snapshot('http-versions', 'device.profile=esp32-idf-v5.3.1');
    const now = snapshot('http-versions', 'device.profile=esp32-idf-v5.3.5');
    const worse = changesBetween(old, now);
    expect(isWorse(worse)).toBe(true);
    expect(worse.find(({ name, what }) => name === 'v12' && what === 'outcome')).toMatchObject({
      before: expect.stringContaining('200') as string,
      after: expect.stringContaining('505') as string,
      worse: true,
    });
    expect(isWorse(changesBetween(now, old))).toBe(false);
    expect(changeText('old', 'now', worse).at(-1)).toMatch(/^ {2}worse: \d+$/);
  });

  it('are a JUnit test case, which fails for what got worse', () => {
    const changes = changesBetween(
      snapshot('http-versions', 'device.profile=esp32-idf-v5.3.1'),
      snapshot('http-versions', 'device.profile=esp32-idf-v5.3.5'),
    );
    const xml = diffJunit(
      [
        { scenario: 'a<b', from: 'x', to: 'y', changes },
        { scenario: 'same', from: 'x', to: 'y', changes: [] },
      ],
      'tool',
    );
    expect(xml).toContain('<testsuites name="tool" tests="2" failures="1" errors="0">');
    expect(xml).toContain('classname="a&lt;b">');
    expect(xml).toContain('<testcase name="same: x to y" classname="same"/>');
  });
});

describe('an upgrade', () => {
  it('knows releases by tag, branch and profile', () => {
    expect(profileOfRelease('v5.3.5')).toBe('esp32-idf-v5.3.5');
    expect(profileOfRelease('v5.3')).toBe('esp32-idf-v5.3');
    expect(profileOfRelease('esp32-idf-v6.0')).toBe('esp32-idf-v6.0');
    expect(profileOfRelease('w800-sdk-2.4')).toBeUndefined();
    expect(profileOfRelease('v5.3.99')).toBeUndefined();
  });

  it('names the differences that a load exercises, and says both sides', () => {
    const differences = releaseDifferences('esp32-idf-v5.3.1', 'esp32-idf-v5.3.5');
    const load = loadScenario('scenarios/http-versions.yaml', { set: ['device.profile=esp32-idf-v5.3.1'] });
    const mine = exercised(differences, [load]).filter(({ changes }) => changes.size > 0);
    expect(mine.map(({ difference: { title } }) => title)).toMatchInlineSnapshot(`
      [
        "HTTP versions beside 1.0 and 1.1",
      ]
    `);
    for (const { before, after, source } of differences) {
      expect(before).not.toBe(after);
      expect(source).not.toBe('');
    }
  });

  it('within a release is none', () => {
    expect(releaseDifferences('esp32-idf-v5.3.5', 'esp32-idf-v5.3')).toEqual([]);
    expect(defaultChanges('esp32-idf-v5.3.5', 'esp32-idf-v5.3')).toEqual([]);
  });

  it('lists options that came, went and changed', () => {
    expect(defaultChanges('esp32-idf-v4.4', 'esp32-idf-v6.0').map(({ option }) => option))
      .toMatchInlineSnapshot(`
      [
        "DEFAULT_ACCEPTMBOX_SIZE",
        "CONFIG_HTTPD_MAX_REQ_HDR_LEN",
        "CONFIG_LWIP_TCP_ACCEPTMBOX_SIZE",
        "CONFIG_HTTPD_WS_PRE_HANDSHAKE_CB_SUPPORT",
        "CONFIG_HTTPD_WS_POST_HANDSHAKE_CB_SUPPORT",
        "CONFIG_HTTPD_QUEUE_WORK_BLOCKING",
        "CONFIG_EXAMPLE_MAX_ASYNC_REQUESTS",
        "CONFIG_EXAMPLE_ASYNC_WORKER_TASK_STACK_SIZE",
      ]
    `);
  });
});

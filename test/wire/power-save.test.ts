/** A radio that sleeps: packets for the device wait for a beacon. */

import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../sim/run/load.js';
import { PowerSave } from '../../sim/wire/power-save.js';
import { Simulation } from '../../sim/run/simulation.js';

describe('power save', () => {
  it('hears with the next beacon while it sleeps, and at once for a while after a packet', () => {
    const radio = new PowerSave({ intervalUs: 100, awakeUs: 30 });
    expect(radio.heardUs(250)).toBe(300);
    expect(radio.heardUs(300)).toBe(300);
    radio.stir(300);
    expect(radio.heardUs(329)).toBe(329);
    expect(radio.heardUs(330)).toBe(400);
  });

  it('delays what comes to a device at rest, and keeps the order', () => {
    const text = [
      'name: t',
      'device: { profile: esp32-idf-v5.3, apps: [simple] }',
      'link: { power_save: {} }',
      'until: 2s',
      'timeline:',
      '  - { at: 1000ms, client: a, do: connect }',
      '  - { at: 1001ms, client: b, do: connect }',
    ].join('\n');
    const simulation = new Simulation(loadScenario({ text }));
    const syns: [string, number][] = [];
    simulation.trace.subscribe(['seg'], (record) => {
      if (record.k === 'seg' && record.fl === 'S' && record.dir === 'rx') syns.push([record.c, record.t]);
    });
    simulation.run();
    expect(syns).toEqual([
      ['a', 1_024_000],
      ['b', 1_024_000],
    ]);
  });

  it('needs an interval', () => {
    const text =
      'name: t\ndevice: { profile: esp32-idf-v5.3, apps: [simple] }\nlink: { power_save: { interval: 0s } }\n';
    expect(() => loadScenario({ text })).toThrow(/3:21: power_save: interval: expected more than 0/);
  });
});

/** The probe's parts one by one: its timer, its receiving and its sending half. */

import { describe, expect, it } from 'vitest';

import { ProbeTimer, type TimerPurpose } from '../../../sim/hosts/probe/probe-timer.js';
import { PROBE_STACK } from '../../../sim/hosts/probe/probe-stack.js';
import { Receiver, type Arrival } from '../../../sim/hosts/probe/receiver.js';
import { Sender } from '../../../sim/hosts/probe/sender.js';
import { Kernel } from '../../../sim/kernel/kernel.js';
import { ACK, FIN, flagText, type Segment } from '../../../sim/wire/segment.js';
import { Bench, bytes, SECOND } from '../bench.js';

const ISN = 100;
const WRAPS = 0xffff_fff0;

describe('the timer', () => {
  function bench(): { kernel: Kernel; timer: ProbeTimer; expired: [TimerPurpose, number][] } {
    const kernel = new Kernel(1000);
    const expired: [TimerPurpose, number][] = [];
    const timer = new ProbeTimer(kernel, (purpose) => expired.push([purpose, kernel.nowUs]));
    return { kernel, timer, expired };
  }

  it('expires once, and has no purpose then', () => {
    const { kernel, timer, expired } = bench();
    timer.start('syn', 500);
    expect(timer.purpose).toBe('syn');
    kernel.run(2000);
    expect(expired).toEqual([['syn', 500]]);
    expect(timer.purpose).toBeUndefined();
  });

  it('waits for one thing at a time', () => {
    const { kernel, timer, expired } = bench();
    timer.start('retransmit', 500);
    timer.start('persist', 700);
    kernel.run(2000);
    expect(expired).toEqual([['persist', 700]]);
  });

  it('does not expire once stopped', () => {
    const { kernel, timer, expired } = bench();
    timer.start('syn', 500);
    timer.stop();
    kernel.run(2000);
    expect(expired).toEqual([]);
  });
});

describe('the receiving half', () => {
  const segment = (seq: number, length: number, flags = ACK): Segment => ({
    ...new Bench().segment,
    seq: seq >>> 0,
    flags,
    payload: bytes(length),
  });

  it.each<[string, number, number, number, Arrival]>([
    ['the next bytes', 0, 5, ACK, 'next'],
    ['an empty one', 0, 0, ACK, 'nothing'],
    ['a keep-alive probe', -1, 0, ACK, 'stray'],
    ['what is known', -5, 5, ACK, 'stray'],
    ['what is known, with a FIN behind it', -5, 5, ACK | FIN, 'next'],
    ['what is known in part', -3, 5, ACK, 'next'],
    ['what comes too early', 1, 5, ACK, 'stray'],
    ['a FIN alone', 0, 0, ACK | FIN, 'next'],
    ['an old FIN', -1, 0, ACK | FIN, 'stray'],
  ])('knows %s', (_what, from, length, flags, arrival) => {
    for (const next of [1000, 0, WRAPS + 14]) {
      const receiver = new Receiver();
      receiver.next = next;
      expect(receiver.classify(segment(next + from, length, flags)), String(next)).toBe(arrival);
    }
  });

  it('takes nothing more behind a FIN', () => {
    const receiver = new Receiver();
    receiver.take(segment(0, 3, ACK | FIN));
    expect(receiver).toMatchObject({ next: 4, finReceived: true });
    expect(receiver.classify(segment(4, 5))).toBe('stray');
  });

  it('keeps what is unread while paused, in order, out of its window', () => {
    const receiver = new Receiver();
    receiver.paused = true;
    expect(receiver.take({ ...segment(0, 0), payload: bytes(3, 1) })).toHaveLength(0);
    receiver.take({ ...segment(3, 0), payload: bytes(2, 2) });
    expect(receiver).toMatchObject({ hasUnread: true, window: 65_530, next: 5 });
    expect([...receiver.takeUnread()]).toEqual([1, 1, 1, 2, 2]);
    expect(receiver).toMatchObject({ hasUnread: false, window: 65_535 });
  });

  it('forgets what nobody will read', () => {
    const receiver = new Receiver();
    receiver.paused = true;
    receiver.take(segment(0, 9));
    receiver.release();
    expect(receiver).toMatchObject({ hasUnread: false, window: 65_535 });
  });
});

describe('the sending half', () => {
  function bench(isn = ISN) {
    const kernel = new Kernel(1000);
    const sent: string[] = [];
    let acknowledged = 0;
    const timer = new ProbeTimer(kernel, () => undefined);
    const emit = (seq: number, flags: number, { length }: Uint8Array): void => {
      sent.push(`${flagText(flags)} ${(seq - isn) >>> 0}+${length}`);
    };
    const sender = new Sender(isn, timer, emit, () => acknowledged++);
    sender.begin(1000);
    return { sender, timer, sent, isn, acknowledgements: () => acknowledged };
  }

  it.each([ISN, WRAPS])('counts from %i, over the end of the numbers too', (isn) => {
    const { sender, timer, sent, acknowledgements } = bench(isn);
    sender.push(bytes(40));
    sender.finQueued = true;
    sender.output();
    expect(sent).toEqual(['PA 1+40', 'FA 41+0']);
    expect(timer.purpose).toBe('retransmit');
    expect(sender.acknowledge((isn + 41) >>> 0, 1000)).toBe(false);
    expect(sender.queuedBytes).toBe(0);
    expect(timer.purpose).toBe('retransmit');
    expect(sender.acknowledge((isn + 42) >>> 0, 1000)).toBe(true);
    expect(timer.purpose).toBeUndefined();
    expect(acknowledgements()).toBe(2);
  });

  it('believes no acknowledgement of what it has not sent, nor an old one', () => {
    const { sender, isn } = bench();
    sender.push(bytes(40));
    sender.output();
    sender.acknowledge(isn + 42, 500);
    expect(sender).toMatchObject({ unacked: isn + 1, window: 1000 });
    sender.acknowledge(isn + 41, 500);
    sender.acknowledge(isn + 20, 900);
    expect(sender).toMatchObject({ unacked: isn + 41, window: 500 });
  });

  it('asks for a window only when there is something to send and nothing under way', () => {
    const { sender, timer, sent } = bench();
    sender.window = 0;
    sender.output();
    expect(timer.purpose).toBeUndefined();
    sender.probeWindow();
    expect(sent).toEqual([]);
    sender.push(bytes(5));
    sender.output();
    expect(timer.purpose).toBe('persist');
    sender.probeWindow();
    expect(sent).toEqual(['A 1+1']);
  });

  it('bears 15 timeouts in a row, and counts anew after an acknowledgement', () => {
    const { sender, isn } = bench();
    sender.push(bytes(40));
    sender.output();
    for (let i = 0; i < 15; i++) expect(sender.retransmit()).toBe(true);
    sender.acknowledge(isn + 11, 1000);
    for (let i = 0; i < 15; i++) expect(sender.retransmit()).toBe(true);
    expect(sender.retransmit()).toBe(false);
  });

  it('lets go of its data when the connection is over', () => {
    const { sender } = bench();
    sender.push(bytes(40));
    sender.release();
    expect(sender.queuedBytes).toBe(0);
  });
});

describe('the connection', () => {
  it('is what the stack makes, and dies of a SYN that nobody answers', () => {
    const bench = new Bench({}, { stackOf: () => PROBE_STACK });
    bench.host.connect(80);
    bench.run(128 * SECOND);
    expect(bench.events).toEqual(['timeout']);
    expect(bench.received).toHaveLength(7);
  });

  it('heeds an RST within its window only', () => {
    const bench = new Bench();
    bench.establish();
    bench.device({ fl: 'R', seq: 70_000 });
    bench.settle();
    bench.device({ fl: 'R', seq: 0 });
    bench.settle();
    expect(bench.events).toEqual([]);
    bench.device({ fl: 'R', seq: 65_536 });
    bench.settle();
    expect(bench.events).toEqual(['reset']);
  });

  it('uses 536 bytes a segment where the device says nothing, and never more than 1460', () => {
    for (const [mss, length] of [
      [undefined, 536],
      [9000, 1460],
    ] as const) {
      const bench = new Bench();
      bench.host.connect(80);
      bench.settle();
      bench.device({ fl: 'SA', seq: 0, ack: 1, win: 5760, mss });
      bench.settle();
      bench.clear();
      bench.host.send(bytes(2000));
      bench.settle();
      expect(bench.received[0]!.payload).toHaveLength(length);
    }
  });
});

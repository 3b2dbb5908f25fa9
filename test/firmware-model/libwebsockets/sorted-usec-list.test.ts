import { expect, it } from 'vitest';
import {
  SortedUsec,
  SortedUsecList,
} from '../../../firmware-model/libwebsockets/service/sorted-usec-list.js';

/** A list with named timers that write down when they run. */
function timers() {
  const list = new SortedUsecList();
  const ran: string[] = [];
  const timer = (name: string): SortedUsec =>
    new SortedUsec(function* () {
      ran.push(name);
    });
  return { list, ran, timer, service: (nowUs: number) => list.serviceRipe(nowUs).next().value };
}

it('runs what is due, in order of time, and tells how long to sleep', () => {
  const { list, ran, timer, service } = timers();
  list.schedule(timer('late'), 300);
  list.schedule(timer('early'), 100);
  list.schedule(timer('middle'), 200);
  expect(service(99)).toBe(1);
  expect(service(200)).toBe(100);
  expect(ran).toEqual(['early', 'middle']);
  expect(service(300)).toBe(0);
});

it('puts the latest scheduled first among equals', () => {
  const { list, ran, timer, service } = timers();
  list.schedule(timer('first'), 100);
  list.schedule(timer('second'), 100);
  service(100);
  expect(ran).toEqual(['second', 'first']);
});

it('moves a timer that is scheduled again, and forgets a cancelled one', () => {
  const { list, ran, timer, service } = timers();
  const moved = timer('moved');
  const cancelled = timer('cancelled');
  list.schedule(moved, 100);
  list.schedule(cancelled, 100);
  list.schedule(moved, 500);
  list.cancel(cancelled);
  expect(service(400)).toBe(100);
  service(500);
  expect(ran).toEqual(['moved']);
});

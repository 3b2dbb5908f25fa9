/** Which ports and addresses two sockets may share (`tcp_bind`, `tcp_new_port`). */

import { describe, expect, it } from 'vitest';
import { Err } from '../../../sim/lwip/core/errno.js';
import { DEVICE_IP, PORT, TcpBench } from './bench.js';

const ANY = 0;
const OTHER_IP = 0x7f000001;
const FREE_PORT = 8080;
const LAST_BUT_ONE = 0xfffe;

function bind(bench: TcpBench, ip: number, port: number, reuseAddress = false): Err {
  const pcb = bench.tcp.create()!;
  pcb.reuseAddress = reuseAddress;
  return bench.tcp.bind(pcb, ip, port);
}

describe('a port that another socket is bound to', () => {
  it.each([
    ['any', 'any', ANY, ANY, Err.USE],
    ['any', 'one', ANY, DEVICE_IP, Err.USE],
    ['one', 'any', DEVICE_IP, ANY, Err.USE],
    ['one', 'the same', DEVICE_IP, DEVICE_IP, Err.USE],
    ['one', 'another', DEVICE_IP, OTHER_IP, Err.OK],
  ])('at %s address, asked for at %s', (_first, _second, first, second, expected) => {
    const bench = new TcpBench();
    expect(bind(bench, first, FREE_PORT)).toBe(Err.OK);
    expect(bind(bench, second, FREE_PORT)).toBe(expected);
    expect(bind(bench, second, FREE_PORT + 1)).toBe(Err.OK);
  });

  it('is shared only if both say so', () => {
    const bench = new TcpBench();
    expect(bind(bench, ANY, FREE_PORT, true)).toBe(Err.OK);
    expect(bind(bench, ANY, FREE_PORT, false)).toBe(Err.USE);
    expect(bind(bench, ANY, FREE_PORT, true)).toBe(Err.OK);
  });

  it('is also that of a listener and of a connection', () => {
    const bench = new TcpBench();
    expect(bind(bench, ANY, PORT)).toBe(Err.USE);
    bench.open();
    expect(bind(bench, DEVICE_IP, PORT)).toBe(Err.USE);
  });
});

it('a socket is bound once it is closed only', () => {
  const bench = new TcpBench();
  const pcb = bench.open();
  expect(bench.tcp.bind(pcb, ANY, FREE_PORT)).toBe(Err.VAL);
});

it('ephemeral ports go round from 49152 to 65534, past those in use', () => {
  const { ctx } = new TcpBench().tcp;
  const first = ctx.newPort();
  expect(first).toBeGreaterThanOrEqual(0xc000);
  let last = first;
  for (let port = ctx.newPort(); port !== 0xc000; port = ctx.newPort()) {
    expect(port).toBe(last + 1);
    last = port;
  }
  expect(last).toBe(LAST_BUT_ONE);
});

it('without a free ephemeral port there is no port', () => {
  const bench = new TcpBench();
  const { ctx } = bench.tcp;
  ctx.newPort = () => 0;
  expect(bind(bench, ANY, 0)).toBe(Err.BUF);
});

/** Programs that run over this kernel's TCP and over the stack `linux`, and what the link does to them. */

/** One program; `link` of the scenario, 30 ms each way unless it says otherwise. */
export interface KernelCase {
  readonly name: string;
  readonly link?: string;
  readonly program: string;
  /** Bare acknowledgements are compared, too: they are what it is about. */
  readonly bare?: boolean;
  /** RSTs have numbers of an earlier connection, which depend on the kernel's first one: they are not compared. */
  readonly resetsEarlier?: boolean;
  /** Takes more than a minute: only with LWIP_TWIN_LONG. */
  readonly isLong?: boolean;
}

/** In front of each program. */
export const PRELUDE = String.raw`
import net from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
const get = (path) => 'GET ' + path + ' HTTP/1.1\r\nHost: x\r\n\r\n';
const post = (path, length) =>
  'POST ' + path + ' HTTP/1.1\r\nHost: x\r\nContent-Length: ' + length + '\r\n\r\n' + 'x'.repeat(length);
const open = async () => {
  const socket = net.connect(80, '192.168.4.2');
  await once(socket, 'connect');
  return socket;
};
const end = async (socket) => {
  socket.end();
  await once(socket.resume(), 'close');
};
const read = async (socket, bytes) => {
  let length = 0;
  socket.on('data', (more) => (length += more.length)).resume();
  while (length < bytes) await sleep(50);
};
`;

const REQUEST = `
  const socket = await open();
  socket.write(get('/hello'));
  await once(socket, 'data');
  await sleep(300);
  await end(socket);`;
const UPLOAD = `
  const socket = await open();
  socket.write(post('/up', 40000));
  await once(socket, 'data');
  await end(socket);`;

/** All of them. */
export const PROGRAMS: readonly KernelCase[] = [
  {
    name: 'two requests of one connection, a pause between, an end',
    bare: true,
    program: `
      const socket = await open();
      socket.write(get('/hello'));
      await once(socket, 'data');
      await sleep(1000);
      socket.write(get('/hello'));
      await once(socket, 'data');
      await sleep(300);
      await end(socket);`,
  },
  {
    name: 'a port where nobody listens, and a client that resets',
    program: `
      await once(net.connect(81, '192.168.4.2'), 'error').catch(() => {});
      const socket = await open();
      await sleep(300);
      socket.resetAndDestroy();
      await sleep(300);`,
  },
  {
    name: 'a server that closes; close(2) with unread data, and before data comes',
    program: `
      const closed = await open();
      closed.write(get('/bye'));
      await once(closed.resume(), 'close');
      await sleep(300);
      const unread = await open();
      unread.write(get('/hello'));
      await sleep(300);
      unread.destroy();
      await sleep(300);
      const left = (await open()).resume();
      left.write(get('/drip'));
      await sleep(150);
      left.destroy();
      await sleep(500);`,
  },
  {
    name: "Nagle's algorithm, and a FIN with the last data",
    link: 'latency: 300ms',
    program: `
      const socket = await open();
      socket.setNoDelay(false);
      socket.write('GET /he');
      await sleep(5);
      socket.write('llo HTTP/1.1\\r\\n');
      await sleep(5);
      socket.end('Host: x\\r\\n\\r\\n');
      await once(socket.resume(), 'close');`,
  },
  {
    name: 'keep-alive probes',
    bare: true,
    program: `
      const socket = await open();
      socket.setKeepAlive(true, 1000);
      await sleep(3500);
      await end(socket);`,
  },
  { name: 'an upload', program: UPLOAD },
  {
    name: 'a download, a segment of it lost',
    link: 'latency: 30ms, drop: { tx: [9] }',
    program: `
      const socket = await open();
      socket.write(get('/big'));
      await read(socket, 60000);
      await end(socket);`,
  },
  { name: 'a SYN-ACK is lost', link: 'latency: 30ms, drop: { tx: [1] }', bare: true, program: REQUEST },
  { name: 'six SYNs are lost', link: 'latency: 30ms, drop: { rx: [1, 2, 3, 4, 5, 6] }', program: REQUEST },
  {
    name: 'a request and two of its repetitions are lost',
    link: 'latency: 30ms, drop: { rx: [3, 4, 5] }',
    bare: true,
    program: REQUEST,
  },
  { name: 'fast retransmit in an upload', link: 'latency: 30ms, drop: { rx: [10] }', program: UPLOAD },
  {
    name: 'the last segment of an upload is lost',
    link: 'latency: 30ms, drop: { rx: [32] }',
    program: UPLOAD,
  },
  { name: 'a FIN is lost', link: 'latency: 30ms, drop: { rx: [5] }', bare: true, program: REQUEST },
  {
    name: 'the last acknowledgement is lost: TIME_WAIT answers',
    link: 'latency: 30ms, drop: { rx: [6] }',
    bare: true,
    program: `${REQUEST} await sleep(4000);`,
  },
  {
    name: "the device's window closes",
    program: `
      const socket = await open();
      socket.write(post('/slow', 30000));
      await once(socket, 'data');
      await end(socket);`,
  },
  {
    name: 'a client that does not read, and then does',
    program: `
      const socket = net.connect(80, '192.168.4.2');
      socket.on('connect', () => socket.pause());
      await once(socket, 'connect');
      socket.write(get('/huge'));
      await sleep(4000);
      await read(socket, 200000);
      await end(socket);`,
  },
  {
    name: 'a port that is used again while the device is in TIME_WAIT: RST for its ACK, and SYNs go on',
    bare: true,
    resetsEarlier: true,
    program: `
      const where = { port: 80, host: '192.168.4.2', localPort: 50123 };
      const first = net.connect(where);
      await once(first, 'connect');
      first.write(get('/bye'));
      await once(first.resume(), 'close');
      await sleep(200);
      const second = net.connect(where);
      second.on('error', () => {});
      await sleep(5600);
      second.destroy();`,
  },
  {
    name: 'keep-alive probes that nobody answers',
    link: 'latency: 30ms, outages: [{ at: 4s, for: 100s }]',
    isLong: true,
    program: `
      const socket = await open();
      socket.setKeepAlive(true, 1000);
      await once(socket, 'error').catch(() => {});`,
  },
  {
    name: 'SYNs that nobody answers',
    link: 'outages: [{ at: 0s, for: 200s }]',
    isLong: true,
    program: `await once(net.connect(80, '192.168.4.2'), 'error').catch(() => {});`,
  },
  {
    name: 'the end of TIME_WAIT',
    link: 'latency: 30ms, drop: { rx: [6] }, clients: { app: { outages: [{ at: 4s, for: 71s }] } }',
    isLong: true,
    program: `
      const socket = await open();
      socket.write(get('/hello'));
      await once(socket, 'data');
      await sleep(300);
      await end(socket);
      await sleep(110000);`,
  },
];

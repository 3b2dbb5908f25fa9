// Websockets, fetches, files and random waits: everything that could make two runs differ.
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import WebSocket from 'ws';

const file = join(tmpdir(), `busy-${process.pid}`);
const tabs = Array.from({ length: 3 }, async (_, tab) => {
  const socket = new WebSocket('ws://device/ws');
  await new Promise((resolve) => socket.once('open', resolve));
  for (let i = 0; i < 5; i++) {
    await sleep(Math.random() * 500);
    socket.send(`${tab} ${i} ${crypto.randomUUID()} ${Date.now()}`);
    await writeFile(`${file}-${tab}`, gzipSync(String(Math.random())));
    await readFile(`${file}-${tab}`);
    await fetch('http://device/none').then((answer) => answer.text());
  }
  socket.close();
});
await Promise.all(tabs);

/**
 * A dashboard with the real `ws` that comes back: a heartbeat finds the dead connection, and a new one is tried after a
 * pause that doubles and has some chance in it, as in most libraries.
 */

import WebSocket from 'ws';

export async function client({ client, device, settings }) {
  const { heartbeatMs = 5000, firstPauseMs = 500, longestPauseMs = 8000 } = settings;
  let pauseMs = firstPauseMs;
  for (;;) {
    if (await session()) pauseMs = firstPauseMs;
    await device.sleep(pauseMs * (0.5 + Math.random() / 2));
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
  }

  /** One connection, to its end. True if it had been open. */
  async function session() {
    const ws = new WebSocket(device.wsUrl('/ws'), {
      createConnection: client.createConnection,
      handshakeTimeout: heartbeatMs,
    });
    let wasOpen = false;
    let isAlive = true;
    let beat;
    ws.on('open', () => {
      wasOpen = true;
      beat = setInterval(() => {
        if (!isAlive) ws.terminate();
        isAlive = false;
        ws.ping();
      }, heartbeatMs);
    });
    ws.on('pong', () => (isAlive = true));
    ws.on('error', () => undefined);
    await new Promise((resolve) => ws.once('close', resolve));
    clearInterval(beat);
    return wasOpen;
  }
}

/** A page's requests through undici's `Pool`: as many connections as its size says, kept open between requests. */

import { Pool } from 'undici';

export async function client({ client, device, settings }) {
  const { connections = 10, requests = 20, path = '/hello' } = settings;
  const pool = new Pool(device.url(''), { connect: client.connector, connections, keepAliveTimeout: 60_000 });
  const ask = async () => {
    const { body } = await pool.request({ method: 'GET', path });
    return body.text();
  };
  await Promise.all(Array.from({ length: requests }, ask));
}

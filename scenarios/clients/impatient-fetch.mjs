/** `fetch` with a time limit: what it does when the device does not answer. */

export async function client({ client, device, settings }) {
  const { timeoutMs = 2500, path = '/hello' } = settings;
  const beganMs = device.nowMs;
  try {
    const answer = await client.fetch(device.url(path), { signal: AbortSignal.timeout(timeoutMs) });
    await answer.text();
  } catch (error) {
    const tookMs = device.nowMs - beganMs;
    if (error.name !== 'TimeoutError' || tookMs !== timeoutMs) throw error;
  }
}

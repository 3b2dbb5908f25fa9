/**
 * A dashboard's code: asks for three values every two seconds with `fetch`, for as long as it is open; what fails is asked
 * for again in the next round.
 */

export async function client({ client, device, settings }) {
  const { paths = ['/hello', '/hello', '/hello'], everyMs = 2000 } = settings;
  for (;;) {
    await Promise.allSettled(
      paths.map((path) => client.fetch(device.url(path)).then((answer) => answer.text())),
    );
    await device.sleep(everyMs);
  }
}

/** Scenarios of a size, as files: what whole processes are measured with. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Clients that one group may have. */
const MOST_IN_GROUP = 1000;
const DEVICE = 'device:\n  profile: esp32-idf-v5.3\n  apps: ["%"]\n';

/** Writes scenarios into a folder. */
export class ScenarioFiles {
  constructor(private readonly folder: string) {}

  /** Four websocket clients that send so many messages in all, each of which is echoed. */
  echoes(messages: number): string {
    const clients = [1, 2, 3, 4];
    const steps = clients.flatMap((c) => [
      `{ at: 100ms, client: c${c}, do: connect }`,
      `{ at: 110ms, client: c${c}, do: ws_open, path: "/ws" }`,
    ]);
    for (let i = 0; i < messages / clients.length; i++)
      for (const c of clients)
        steps.push(`{ at: ${200 + i * 10 + c}ms, client: c${c}, do: ws_text, text: "hello world" }`);
    return this.write(`echo${messages}`, 'ws-echo', steps, `${messages * 2.5 + 10_000}ms`);
  }

  /** So many clients that connect, GET and leave, each named by steps. */
  churn(clients: number): string {
    const steps = Array.from({ length: clients }, (_, i) => [
      `{ at: ${100 + i * 50}ms, client: c${i}, do: connect }`,
      `{ at: ${105 + i * 50}ms, client: c${i}, do: http, method: "GET", path: "/hello", close: true }`,
    ]).flat();
    return this.write(
      `churn${clients}`,
      'simple',
      steps,
      `${clients * 50 + 10_000}ms`,
      'clients: { auto_close: true }\n',
    );
  }

  /** The same in groups of as many as a group may have. */
  groups(clients: number): string {
    const parts = Array.from({ length: Math.ceil(clients / MOST_IN_GROUP) }, (_, i) => {
      const first = i * MOST_IN_GROUP;
      const count = Math.min(MOST_IN_GROUP, clients - first);
      return `  - name: g${i}_\n    count: ${count}\n    start: { at: ${100 + first * 50}ms, every: 50ms }\n    steps:\n      - { do: http, path: /hello }\n      - { do: close }\n`;
    });
    return this.write(
      `groups${clients}`,
      'simple',
      [],
      `${clients * 50 + 10_000}ms`,
      `groups:\n${parts.join('')}`,
    );
  }

  /** Seven idle sessions for so many hours. */
  idle(hours: number): string {
    const steps = Array.from(
      { length: 7 },
      (_, i) => `{ at: ${100 + 10 * i}ms, client: c${i}, do: connect }`,
    );
    return this.write(`idle${hours}h`, 'ws-echo', steps, `${hours}h`);
  }

  private write(name: string, app: string, steps: readonly string[], until: string, more = ''): string {
    const timeline = steps.length === 0 ? '' : `timeline:\n${steps.map((step) => `  - ${step}\n`).join('')}`;
    const file = join(this.folder, `${name}.yaml`);
    writeFileSync(file, `name: ${name}\n${DEVICE.replace('%', app)}${more}until: ${until}\n${timeline}`);
    return file;
  }
}

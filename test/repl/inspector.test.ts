/** The machines, live, as Stately's inspector gets them. */

import { afterEach, expect, test } from 'vitest';
import { Console } from '../../sim/repl/console.js';
import { EditedScenario } from '../../sim/repl/engine/edited-scenario.js';
import type { WireEvent } from '../../sim/repl/inspector/wire.js';
import { EIGHT_CLIENTS, linesOf, run } from './harness.js';

const console = new Console(EditedScenario.of(EIGHT_CLIENTS, 'test.yaml'), {
  mayServe: true,
  writeFile: () => undefined,
});
afterEach(() => {
  console.close();
});

/** Reads the stream of events until one fits. */
async function* events(address: string): AsyncGenerator<WireEvent | 'reset'> {
  const response = await fetch(`${address}events`);
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const messages = text.split('\n\n');
    text = messages.pop()!;
    for (const message of messages) {
      yield message.startsWith('event: reset')
        ? 'reset'
        : (JSON.parse(message.slice('data: '.length)) as WireEvent);
    }
  }
}

test('machines are announced, their transitions told, and announced anew after going back', async () => {
  await linesOf(console, 'until 120ms');
  const answer = await linesOf(console, 'machines --inspect');
  const address = /http:\S+/.exec(answer)![0];
  expect(await (await fetch(address)).text()).toContain('https://stately.ai/inspect');
  expect((await fetch(`${address}other`)).status).toBe(404);

  const stream = events(address);
  const next = async (fits: (event: WireEvent | 'reset') => boolean): Promise<WireEvent | 'reset'> => {
    for (;;) {
      const { value } = (await stream.next()) as { value: WireEvent | 'reset' };
      if (fits(value)) return value;
    }
  };
  expect(await next(() => true)).toBe('reset');
  const server = await next((event) => event !== 'reset' && event['name'] === 'httpd:httpd :80');
  expect(server).toMatchObject({ type: '@xstate.actor', snapshot: { status: 'active', value: 'accepting' } });
  expect(JSON.parse(String((server as WireEvent)['definition']))).toHaveProperty('states.full');

  await linesOf(console, 'until 300ms');
  const { sessionId } = server as WireEvent;
  expect(
    await next(
      (event) => event !== 'reset' && event.sessionId === sessionId && event.type === '@xstate.snapshot',
    ),
  ).toMatchObject({
    event: { type: 'slots-taken' },
    snapshot: { value: 'full' },
  });
  await linesOf(console, 'goto 120ms');
  expect(await next((event) => event === 'reset')).toBe('reset');
  const again = await next((event) => event !== 'reset' && event['name'] === 'httpd:httpd :80');
  expect(again).toMatchObject({ snapshot: { value: 'accepting' } });
});

test('a diagram marks where the living are', async () => {
  const [outcome] = await run(console, 'machines --mermaid httpd');
  expect(outcome!.lines).toContain('    accepting --> full: slots-taken');
  expect(outcome!.lines).toContain('    note right of accepting: httpd #58;80');
});

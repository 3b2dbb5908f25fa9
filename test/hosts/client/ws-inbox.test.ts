/** Frames of the device put together to messages, and what is answered by itself. */

import { describe, expect, it } from 'vitest';

import { WsInbox } from '../../../sim/hosts/client/ws-inbox.js';

const [CONTINUATION, TEXT, CLOSE, PING, PONG] = [0, 1, 8, 9, 10];
const FIN = 0x80;

function frame(opcode: number, payload: string | readonly number[], fin = true): Uint8Array {
  const bytes = typeof payload === 'string' ? Buffer.from(payload, 'latin1') : Buffer.from(payload);
  return Buffer.concat([Buffer.from([(fin ? FIN : 0) | opcode, bytes.length]), bytes]);
}

function received(frames: readonly Uint8Array[], answers = true): { inbox: WsInbox; sent: string[] } {
  const sent: string[] = [];
  const inbox = new WsInbox(answers, (opcode, payload) =>
    sent.push(`${opcode} ${Buffer.from(payload).toString('hex')}`),
  );
  inbox.push(Buffer.concat(frames));
  return { inbox, sent };
}

describe('messages', () => {
  it('are kept in their order, with their bytes', () => {
    const { inbox, sent } = received([frame(TEXT, 'ab'), frame(2, 'c\xff')]);
    expect(inbox.messages).toEqual([
      { opcode: TEXT, text: 'ab', length: 2 },
      { opcode: 2, text: 'c\xff', length: 2 },
    ]);
    expect(inbox.count).toBe(2);
    expect(sent).toEqual([]);
  });

  it('come in pieces, with control frames between them', () => {
    const { inbox } = received([
      frame(TEXT, 'a', false),
      frame(PONG, 'p'),
      frame(CONTINUATION, 'b', false),
      frame(CONTINUATION, 'c'),
      frame(2, 'd'),
    ]);
    expect(inbox.messages.map(({ opcode, text }) => `${opcode} ${text}`)).toEqual(['10 p', '1 abc', '2 d']);
  });

  it('a new one lets go of the pieces of one that never ended', () => {
    const { inbox } = received([frame(TEXT, 'a', false), frame(2, 'b', false), frame(CONTINUATION, 'c')]);
    expect(inbox.messages).toEqual([{ opcode: 2, text: 'bc', length: 2 }]);
  });

  it('the last thousand are kept, all are counted', () => {
    const { inbox } = received(Array.from({ length: 1002 }, (_, i) => frame(TEXT, String(i))));
    expect(inbox.messages).toHaveLength(1000);
    expect([inbox.messages[0]!.text, inbox.messages.at(-1)!.text]).toEqual(['2', '1001']);
    expect(inbox.count).toBe(1002);
  });
});

describe('a CLOSE', () => {
  it.each<[string, number[], object]>([
    ['with code and reason', [0x03, 0xe9, 0x62], { text: 'b', length: 3, code: 1001 }],
    ['with a code', [0x03, 0xe8], { text: '', length: 2, code: 1000 }],
    ['with one byte only', [0x62], { text: 'b', length: 1 }],
    ['that is empty', [], { text: '', length: 0 }],
  ])('%s', (_what, payload, expected) => {
    expect(received([frame(CLOSE, payload)]).inbox.messages).toEqual([{ opcode: CLOSE, ...expected }]);
  });
});

describe('answers', () => {
  const frames = [frame(PING, 'hi'), frame(PONG, 'x'), frame(CLOSE, [0x03, 0xe8])];

  it('a PING gets its PONG, a CLOSE its CLOSE, with what was in them', () => {
    expect(received(frames).sent).toEqual(['10 6869', '8 03e8']);
  });

  it('nothing where somebody else answers', () => {
    const { inbox, sent } = received(frames, false);
    expect(sent).toEqual([]);
    expect(inbox.count).toBe(3);
  });
});

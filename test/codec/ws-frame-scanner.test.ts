import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { encodeWsFrame, WsFrameDecoder, WS_TEXT } from '../../sim/codec/ws-frame.js';
import { WsFrameScanner } from '../../sim/codec/ws-frame-scanner.js';
import { joined } from '../../sim/codec/bytes.js';

const LENGTHS = fc.oneof(fc.nat(300), fc.constantFrom(0, 125, 126, 65_535, 65_536));
const FRAME = fc.record({ opcode: fc.nat(15), fin: fc.boolean(), masked: fc.boolean(), length: LENGTHS });

describe('frames of a stream', () => {
  it('are the ones that the decoder cuts, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(FRAME, { maxLength: 6 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 9000 })),
        (frames, cuts) => {
          const stream = joined(
            frames.map(({ length, ...frame }) =>
              encodeWsFrame({ ...frame, payload: new Uint8Array(length).fill(0x81) }),
            ),
          );
          const decoder = new WsFrameDecoder();
          const wanted: unknown[] = [];
          const seen: unknown[] = [];
          const scanner = new WsFrameScanner((opcode, fin) => seen.push([opcode, fin]));
          for (let at = 0; at < stream.length;) {
            const piece = stream.subarray(at, (at += cuts.next().value as number));
            wanted.push(...decoder.push(piece).map(({ opcode, fin }) => [opcode, fin]));
            scanner.push(piece);
            expect(seen).toEqual(wanted);
          }
        },
      ),
    );
  });

  it('end with their last byte', () => {
    let count = 0;
    const scanner = new WsFrameScanner(() => count++);
    const frame = encodeWsFrame({ opcode: WS_TEXT, payload: new Uint8Array(3) });
    scanner.push(frame.subarray(0, -1));
    expect(count).toBe(0);
    scanner.push(frame.subarray(-1));
    expect(count).toBe(1);
  });
});

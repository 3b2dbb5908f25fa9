/** Carries out the client steps of a scenario: what each `do` makes its client send or do. */

import { encodeHttpRequest, encodeWsOpen } from '../codec/http-request.js';
import { encodeWsClose, encodeWsFrame, WS_BINARY, WS_PING, WS_PONG, WS_TEXT } from '../codec/ws-frame.js';
import type { Host } from '../hosts/host.js';
import type { ClientStep } from '../language/scenario.js';

/** Opcodes of the steps that send one final frame. */
const FRAME_OPCODE = { ws_text: WS_TEXT, ws_bin: WS_BINARY, ws_ping: WS_PING, ws_pong: WS_PONG } as const;

/** Performs `step` on its client now (event context). */
export function performClientStep(step: ClientStep, host: Host): void {
  switch (step.do) {
    case 'connect':
      host.connect(step.port);
      return;
    case 'listen':
      host.listen(step.port);
      return;
    case 'send':
      host.send(step.payload);
      return;
    case 'http':
      host.send(encodeHttpRequest(step));
      return;
    case 'ws_open':
      host.send(encodeWsOpen(step));
      return;
    case 'ws_text':
    case 'ws_bin':
    case 'ws_ping':
    case 'ws_pong':
      host.send(encodeWsFrame({ opcode: FRAME_OPCODE[step.do], payload: step.payload }));
      return;
    case 'ws_frame':
      host.send(encodeWsFrame(step));
      return;
    case 'ws_close':
      host.send(encodeWsClose(step.code));
      return;
    case 'ws_accept':
      host.wsAccept(step);
      return;
    case 'close':
      host.close();
      return;
    case 'abort':
      host.abort();
      return;
    case 'pause':
      host.pause();
      return;
    case 'resume':
      host.resume();
      return;
    case 'vanish':
      host.vanish();
      return;
  }
}

/** `ws_ping`: one frame. */

import { WS_PING } from '../../../codec/ws-frame.js';
import { frameStep } from '../tell.js';

export const wsPing = frameStep(WS_PING, 'Sends a masked PING.');

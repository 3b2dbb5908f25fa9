/** `ws_pong`: one frame. */

import { WS_PONG } from '../../../codec/ws-frame.js';
import { frameStep } from '../tell.js';

export const wsPong = frameStep(WS_PONG, 'Sends a masked PONG.');

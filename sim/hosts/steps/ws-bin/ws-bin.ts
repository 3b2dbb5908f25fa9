/** `ws_bin`: one frame. */

import { WS_BINARY } from '../../../codec/ws-frame.js';
import { frameStep } from '../tell.js';

export const wsBin = frameStep(WS_BINARY, 'Sends one final masked BINARY frame.');

/** `ws_text`: one frame. */

import { WS_TEXT } from '../../../codec/ws-frame.js';
import { frameStep } from '../tell.js';

export const wsText = frameStep(WS_TEXT, 'Sends one final masked TEXT frame.');

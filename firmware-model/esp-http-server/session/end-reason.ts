/** Why the server ends a session after a turn with it, where nothing has said so yet. */

import { EWOULDBLOCK, ECONNABORTED, ECONNRESET, ENOTCONN } from '../../../sim/lwip/core/errno.js';
import { ESP_CLOSE_REASONS } from '../../close-reasons.js';
import type { Session } from '../server/server.js';

const OF_ERRNO: ReadonlyMap<number, string> = new Map([
  [EWOULDBLOCK, ESP_CLOSE_REASONS.timedOut],
  [ECONNABORTED, ESP_CLOSE_REASONS.peerSilent],
  [ECONNRESET, ESP_CLOSE_REASONS.peerReset],
  [ENOTCONN, ESP_CLOSE_REASONS.peerEnded],
]);

/** In the words of close-reasons.ts. */
export function endReason({ errorAnswered, receiveError, isWebsocket, websocketClosing }: Session): string {
  if (errorAnswered !== undefined) return ESP_CLOSE_REASONS.errorAnswered(errorAnswered);
  if (receiveError !== undefined)
    return OF_ERRNO.get(receiveError.errno) ?? ESP_CLOSE_REASONS.receiveFailed(receiveError.errno);
  if (websocketClosing) return ESP_CLOSE_REASONS.closeFrame;
  return isWebsocket ? ESP_CLOSE_REASONS.badFrame : ESP_CLOSE_REASONS.peerEnded;
}

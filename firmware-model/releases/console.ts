/**
 * Which releases print which lines of the console, where they are not all alike: for `explain`.
 *
 * Read at every tag of `tags.ts` (esp_http_server, and the examples that are applications here). A line that follows from a
 * named difference has that difference's range, so that no release is told twice.
 */

import {
  DIFFERENCES,
  type DifferenceName,
  isInRange,
  rangeText,
  RELEASES,
  type ReleaseRange,
} from './index.js';
import type { Tag } from './release.js';

/** Lines that not all releases print, or not all alike. */
export interface ConsoleChange {
  /** Found in the text of such a line. */
  readonly line: RegExp;
  /** Releases that print it so. */
  readonly range: ReleaseRange;
  /** How they do, and what the others do instead; absent where the others print no such line. */
  readonly alike?: { readonly now: string; readonly otherwise: string };
}

function only(name: DifferenceName, line: RegExp): ConsoleChange {
  return { line, range: DIFFERENCES[name] };
}

/** What others do follows from the difference, too. */
function differing(name: DifferenceName, line: RegExp): ConsoleChange {
  const { now, otherwise } = DIFFERENCES[name];
  return { line, range: DIFFERENCES[name], alike: { now, otherwise } };
}

function from(line: RegExp, ...since: readonly Tag[]): ConsoleChange {
  return { line, range: { since } };
}

export const CONSOLE_CHANGES: readonly ConsoleChange[] = [
  differing('acceptFailureIsError', /error in accept \(|session creation failed/),
  only('checksSocketOptions', /error in setsockopt (?:SO_RCVTIMEO|SO_SNDTIMEO|SO_KEEPALIVE|TCP_KEEP)/),
  differing('namesReuseOption', /SO_REUSEADDR/),
  differing('namesInternalSockets', /max_open_sockets is too large/),
  only('keepAlive', /Enable TCP keep alive/),
  only('warnsOfLinger', /error enabling SO_LINGER/),
  only('reservesControlSlot', /ctrl socket queue full/),
  only('stopChecksSend', /Failed to send shutdown signal/),
  from(/Failed to create Semaphore/, 'v5.0'),
  only('sessionsCloseTheirSockets', /Closing session with fd|active sockets: /),
  only('purgesDirectlyWhenBlocking', /Directly closing session/),
  { line: /httpd_server: closing socket/, range: { until: ['v4.4'] } },
  only('growingScratch', /scratch buf(?:fer|\b)|httpd send (?:chunk )?buffer/),
  only('growingScratch', /request URI too long|request header too long/),
  { line: /request URI\/header too long/, range: { until: DIFFERENCES.growingScratch.since } },
  only('checksEmptyUri', /uri is empty/),
  from(/cookie string|cookie \S+ not found/, 'v4.4'),
  only('refusesLineEnds', /rejecting .* with CRLF/),
  only('asyncWakesServer', /socket notification/),
  only('preHandshakeCallback', /ws_pre_handshake_cb|[Vv]alid token found|Requested URI: /),
  only('postHandshakeCallback', /ws_post_handshake_cb/),
  only('echoWelcomes', /WebSocket connection established/),
  only('handlerSeesHandshake', /Handshake done/),
  only('subprotocols', /Sec-WebSocket-Protocol|subprotocol: |Requested subprotocol/),
  differing('spellsTruncated', /Sec-WebSocket-Protocol length exceeded/),
  from(/Error in response generation/, 'v4.4'),
  only('logsFrameType', /existing socket, ws_type=|Received PONG frame/),
  { line: /New WS request from existing socket$/, range: { until: ['v4.4'] } },
  only(
    'answersClose',
    /WS was marked close|full CLOSE frame|Replying CLOSE|Handler not requests control frames/,
  ),
  only('readsWholeFields', /Failed to receive 8 bytes length/),
  only('twoStepReceive', /to get frame len|frame len is|regard max_len|calloc memory for buf|Frame length: /),
  only(
    'receivesParts',
    /read again|recv_frame_part|Frame len is|Reading chunk|fragmented chunk|calloc memory for chunk/,
  ),
  only('exampleChecksStop', /Failed to stop http server/),
  only('simpleDecodesQuery', /Decoded query/),
  only(
    'asyncRequests',
    /workers|worker queue|asyncReqWorker|async req|req_queue|^invoking |^uri: \/(?:long|quick)?$/,
  ),
  only(
    'asyncShowsRequest',
    /create request_queue|memory for (?:headers|query string)|Request URI: |Found query string/,
  ),
  {
    line: /async_req_queue/,
    range: { ...DIFFERENCES.asyncRequests, until: DIFFERENCES.asyncShowsRequest.since },
  },
  {
    line: /create_server_session failed/,
    range: { since: ['v5.3'] },
    alike: { now: "with the error's code", otherwise: 'without it' },
  },
  only('asyncChecksChunks', /Failed to send string chunk/),
];

/** In which releases ESP-IDF prints a line, in a sentence each. */
export function releasesOfLine(text: string): string[] {
  const own = CONSOLE_CHANGES.filter(({ line }) => line.test(text));
  if (own.length === 0) return [`all that are modelled, ${RELEASES[0]!} to ${RELEASES.at(-1)!}`];
  return own.map(({ range, alike }) =>
    alike === undefined
      ? `${rangeText(range)}; others do not print it`
      : `${rangeText(range)}: ${alike.now}; others: ${alike.otherwise}`,
  );
}

/** Whether a release prints a line of this text, as far as ranges tell. */
export function printsLine(release: Tag, text: string): boolean {
  return CONSOLE_CHANGES.every(
    ({ line, range, alike }) => alike !== undefined || !line.test(text) || isInRange(release, range),
  );
}

/** Requests that are longer than an instance has room for, as limits: what reports say of a 431 or a 414. */

import type { LimitDefinition } from '../../../sim/resources/definition.js';
import { REQUEST_HEADERS, REQUEST_URI } from '../../../sim/resources/definitions.js';
import type { HttpRequest } from '../server/server.js';

/** The headers of the request in hand are too long. */
export function refuseHeaders(request: HttpRequest): void {
  const { config, limits } = request.handle;
  const option = config.max_req_hdr_len > 0 ? 'max_req_hdr_len' : REQUEST_HEADERS.sizedBy;
  refuse(request, REQUEST_HEADERS, limits.headerBytes, option, 'answered 431');
}

/** Its URI is too long. */
export function refuseUri(request: HttpRequest): void {
  const { config, limits } = request.handle;
  const option = config.max_uri_len > 0 ? 'max_uri_len' : REQUEST_URI.sizedBy;
  refuse(request, REQUEST_URI, limits.uriBytes, option, 'answered 414');
}

function refuse(
  { handle, aux: { session } }: HttpRequest,
  limit: LimitDefinition,
  size: number,
  option: string | undefined,
  effect: string,
): void {
  if (session === undefined) return;
  const { peer: name, peerPort: port, sinceUs: since } = session;
  const holders = () => [{ kind: 'client', name, port, since, units: size }] as const;
  handle.limitsReached.refuseTooLong(
    { limit, of: name, size, option, holders },
    { client: name, port, effect },
  );
}

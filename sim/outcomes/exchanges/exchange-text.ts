/** Exchanges in words. */

import { countText, sizeText } from '../amount-text.js';
import { spanText } from '../time-text.js';
import type { ExchangeReport } from './exchange-types.js';

/** `GET /index.html`, `websocket /ws`, `PING on /ws`, `raw bytes`. */
export function exchangeName({ kind, method, path }: ExchangeReport): string {
  switch (kind) {
    case 'websocket':
      return `websocket ${path}`;
    case 'message':
      return `${method} on websocket ${path}`;
    case 'raw':
      return 'raw bytes';
    default:
      return `${method} ${path}`;
  }
}

/** What came of it: `answered, HTTP 200, 1.02 kB in 12 ms`, `incomplete (27,430 of 61,900 bytes)`. */
export function exchangeResult(one: ExchangeReport): string {
  const { outcome, status, startUs, endedUs, kind } = one;
  const took = endedUs === undefined || outcome === 'open' ? '' : ` in ${spanText(endedUs - startUs)}`;
  const http = status === undefined ? '' : `, HTTP ${status}`;
  switch (outcome) {
    case 'answered':
      return kind === 'message' ? `answered${took}` : `answered${http}${bytesText(one)}${took}`;
    case 'error':
      return `error${http}${took}`;
    case 'open':
      return `open${http}`;
    case 'incomplete':
    case 'cut-off':
    case 'given-up':
      return `${outcome}${http}${partText(one)}`;
    default:
      return `${outcome}${http}`;
  }
}

/** `27,430 of 61,900 bytes`, where some have come. */
export function partText({ bytes, ofBytes, firstByteUs }: ExchangeReport): string {
  if (firstByteUs === undefined || (bytes === 0 && ofBytes === undefined)) return '';
  return ofBytes === undefined
    ? ` (${countText(bytes)} bytes came)`
    : ` (${countText(bytes)} of ${countText(ofBytes)} bytes)`;
}

function bytesText({ bytes }: ExchangeReport): string {
  return bytes === 0 ? '' : `, ${sizeText(bytes)}`;
}

/** Session tickets of a server (library/ssl_ticket.c): given out, recognised, and too old after their lifetime. */

import { ascii, filler, textOf } from '../wire/bytes.js';

/** Bytes of a ticket of a session without a client's certificate. */
const TICKET_BYTES = 149;
const MARK = 'twin-ticket:';
const US_PER_SEC = 1_000_000;

export class TicketKeys {
  constructor(
    private readonly nowUs: () => number,
    /** CONFIG_ESP_TLS_SERVER_SESSION_TICKET_TIMEOUT, seconds. */
    readonly lifetimeSecs: number,
  ) {}

  /** A new ticket. */
  issue(): number[] {
    const text = ascii(`${MARK}${this.nowUs()};`);
    return [...text, ...filler(TICKET_BYTES - text.length, 5)];
  }

  /** One of ours that has not run out. */
  accepts(ticket: Uint8Array): boolean {
    const text = textOf(ticket);
    if (ticket.length !== TICKET_BYTES || !text.startsWith(MARK)) return false;
    const issuedUs = Number(text.slice(MARK.length, text.indexOf(';')));
    return this.nowUs() - issuedUs <= this.lifetimeSecs * US_PER_SEC;
  }
}

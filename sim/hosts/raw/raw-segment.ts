/** One TCP segment as a script says it. */

/** What the segment has in its header, numbers counted from the two initial ones of its connection. */
export interface RawSegment {
  /** Bitwise or of the control bits of wire/segment.ts. */
  readonly flags: number;
  /** From the client's initial number, which a SYN has; any integer, modulo 2^32. */
  readonly seq: number;
  /** From the device's initial number, in the header with or without the ACK bit; absent: the field is 0. */
  readonly ack?: number;
  /** 0..65535. */
  readonly window: number;
  /** The urgent pointer, 0..65535. */
  readonly urgent: number;
  /** Whole words, at most 40 bytes. */
  readonly options: Uint8Array;
  readonly payload: Uint8Array;
  /** Moves the client's initial number of this connection, for this segment and all later ones; modulo 2^32. */
  readonly isn?: number;
  /** The client's port, 0..65535; absent: that of its newest `connect`, or 49152 without one. */
  readonly from?: number;
  /** The device's port, 0..65535. */
  readonly to: number;
  /** Sent in the client's name; the client itself goes on as if nothing had happened. */
  readonly spoof: boolean;
}

/** `segment`: one TCP segment, sent exactly as said, by a client that reacts to nothing from then on. */

import * as z from 'zod';

import { flag, int, portField, text } from '../../../document/fields.js';
import { given } from '../../../document/given.js';
import type { KeyReader } from '../../../document/key-reader.js';
import { payloadFields } from '../../../document/payload/schema.js';
import { flagBits, IP_HEADER_BYTES, TCP_HEADER_BYTES } from '../../../wire/segment.js';
import { MAX_OPTION_BYTES, mssOption, paddedOptions } from '../../../wire/tcp-options.js';
import { HTTP_PORT } from '../../../wire/ports.js';
import type { RawSegment } from '../../raw/raw-segment.js';
import { inGroups, onTimeline, type Written } from '../step.js';

const MAX_WORD = 0xffff;
/** Sequence numbers are taken modulo 2^32; these are as far as a script may count. */
const MAX_NUMBER = 0xffff_ffff;
const MAX_PACKET_BYTES = 0xffff;
const FLAGS = /^[FSRPAUEC]*$/;

const about =
  'Sends one TCP segment exactly as said; from then on the client only reports what comes, and answers nothing.';
const flagsError = () => 'expected letters of F S R P A U E C in quotes, as in "SA"; "" for none';
const number = (what: string) => int(-MAX_NUMBER, MAX_NUMBER, what);

const keys = () => ({
  flags: z
    .string({ error: flagsError })
    .regex(FLAGS, { error: flagsError })
    .describe('The flags: letters of F S R P A U E C in any order; "" for none.'),
  seq: number("Sequence number, from the client's initial one (0 is the SYN's), modulo 2^32."),
  ack: number(
    "Acknowledgement number, from the device's initial one; in the header with or without the A flag. Default: the field is 0",
  ).optional(),
  window: int(0, MAX_WORD, 'The window field. Default 65535').optional(),
  mss: int(0, MAX_WORD, 'An MSS option, on any segment. Default: no option').optional(),
  options: text('More option bytes, in hexadecimal; padded with zeros to a multiple of 4.').optional(),
  urg: int(0, MAX_WORD, 'The urgent pointer field. Default 0').optional(),
  isn: number("Sets the client's initial number of this connection from this segment on.").optional(),
  from: portField("The client's port. Default: that of its newest connect, or 49152").optional(),
  to: portField("The device's port. Default 80").optional(),
  spoof: flag(
    "Sent in the client's name, which goes on as if nothing had happened. Default false",
  ).optional(),
  ...payloadFields(),
});

export const segment = {
  timeline: onTimeline({
    about,
    connection: 'none',
    keys,
    read: (written, reader) => ({ segment: rawSegment(written, reader) }),
    perform(host, step) {
      if (!step.segment.spoof) host.onTakenOver?.();
      host.sendSegment(step.segment);
    },
  }),
  group: inGroups({
    about,
    connection: 'none',
    keys,
    usual: 'held',
    read: (written, reader) => ({ segment: rawSegment(written, reader) }),
    *perform({ client }, step) {
      client.host.sendSegment(step.segment);
      return { outcome: 'held' };
    },
  }),
};

function rawSegment(written: Written<ReturnType<typeof keys>>, reader: KeyReader): RawSegment {
  const { flags, seq, ack, window = MAX_WORD, mss, urg = 0, isn, from, to = HTTP_PORT } = written;
  const { options: more = '', spoof = false } = written;
  const options = paddedOptions(...(mss === undefined ? [] : [mssOption(mss)]), reader.hex('options', more));
  const payload = reader.payload(written);
  if (options.length > MAX_OPTION_BYTES) {
    const message = `options: more than the ${MAX_OPTION_BYTES} bytes that a TCP header has room for`;
    reader.complain(['options'], 'out-of-range', message);
  }
  if (IP_HEADER_BYTES + TCP_HEADER_BYTES + options.length + payload.length > MAX_PACKET_BYTES) {
    reader.complain([], 'out-of-range', 'the segment is longer than an IP packet can be (65,535 bytes)');
  }
  return {
    flags: flagBits(flags) ?? 0,
    seq,
    ...given('ack', ack),
    window,
    urgent: urg,
    options,
    payload,
    ...given('isn', isn),
    ...given('from', from),
    to,
    spoof,
  };
}

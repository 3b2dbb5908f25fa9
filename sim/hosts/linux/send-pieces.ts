/**
 * What is to be sent, in the pieces in which Linux keeps it (its socket buffers), since they decide about PSH and about
 * where segments end: net/ipv4/tcp.c tcp_sendmsg_locked, tcp_push; tcp_output.c tso_fragment, tcp_send_fin,
 * tcp_retrans_try_collapse.
 *
 * What a program writes is appended to the last piece while that has not left.
 */

import { seqAdd, seqDiff, seqGt } from '../../wire/seq.js';
/** One piece. */
export interface Piece {
  /** Sequence numbers of its first byte, and behind its last. */
  start: number;
  end: number;
  /** Its last segment has PSH. */
  push: boolean;
  /** The FIN follows its last byte. */
  fin: boolean;
}

/** Bytes of a piece at most, in whole segments: GSO_LEGACY_MAX_SIZE without headers. */
const LARGEST_PIECE = 65_216;
/** Pieces that are done with pile up to this many in front before the list is shortened. */
const COMPACT_AFTER = 64;

/** The pieces of one connection, from the oldest that is not acknowledged on. */
export class SendPieces {
  private readonly pieces: Piece[] = [];
  private first = 0;

  /** `written`: sequence number of the first byte. */
  constructor(private written: number) {}

  /** Cuts bytes that the program has written; what is before `sent` has left already. */
  write(bytes: number, sent: number, mss: number): void {
    const goal = LARGEST_PIECE - (LARGEST_PIECE % mss);
    for (let left = bytes; left > 0;) {
      const piece = this.open(sent, goal);
      const count = Math.min(left, goal - lengthOf(piece));
      piece.end = this.written = seqAdd(piece.end, count);
      left -= count;
      if (left === 0) piece.push = true;
    }
  }

  /** The FIN goes with the last piece if that has not left, and on its own otherwise. */
  finish(sent: number): void {
    const last = this.last();
    if (last !== undefined && seqGt(last.end, sent)) last.fin = true;
    else this.pieces.push({ start: this.written, end: this.written, push: false, fin: true });
  }

  /** The piece of which `seq` is the next number to send. */
  at(seq: number): Piece | undefined {
    for (let i = this.first; i < this.pieces.length; i++)
      if (seqGt(after(this.pieces[i]!), seq)) return this.pieces[i];
    return undefined;
  }

  isLast(piece: Piece): boolean {
    return piece === this.last();
  }

  /** Cuts `count` bytes off the front of a piece; gives the front. */
  split(piece: Piece, count: number): Piece {
    const cut = seqAdd(piece.start, count);
    const front: Piece = { start: piece.start, end: cut, push: false, fin: false };
    piece.start = cut;
    this.pieces.splice(this.pieces.indexOf(piece, this.first), 0, front);
    return front;
  }

  /** Those behind a piece that have been sent and fit whole into `bytes` with it become one with it, which is returned. */
  collapse(piece: Piece, sent: number, bytes: number): Piece {
    const at = this.pieces.indexOf(piece, this.first);
    let all = piece;
    for (let next = this.pieces[at + 1]; next !== undefined; next = this.pieces[at + 1]) {
      if (seqGt(after(next), sent) || seqDiff(next.end, all.start) > bytes) break;
      next.start = all.start;
      next.push ||= all.push;
      this.pieces.splice(at, 1);
      all = next;
    }
    return all;
  }

  /** Everything before `una` is acknowledged. */
  drop(una: number): void {
    const { pieces } = this;
    while (this.first < pieces.length && !seqGt(after(pieces[this.first]!), una)) this.first++;
    const oldest = pieces[this.first];
    if (oldest !== undefined && seqGt(una, oldest.start))
      oldest.start = seqGt(una, oldest.end) ? oldest.end : una;
    if (this.first === pieces.length || this.first >= COMPACT_AFTER) {
      pieces.splice(0, this.first);
      this.first = 0;
    }
  }

  private last(): Piece | undefined {
    return this.pieces.length > this.first ? this.pieces.at(-1) : undefined;
  }

  /** The last piece while it has not left and has room, a new one otherwise. */
  private open(sent: number, goal: number): Piece {
    const last = this.last();
    if (last !== undefined && seqGt(last.end, sent) && lengthOf(last) < goal) return last;
    const piece: Piece = { start: this.written, end: this.written, push: false, fin: false };
    this.pieces.push(piece);
    return piece;
  }
}

/** Sequence number behind a piece, its FIN included. */
function after({ end, fin }: Piece): number {
  return fin ? seqAdd(end, 1) : end;
}

/** Bytes of a piece. */
export function lengthOf({ start, end }: Piece): number {
  return seqDiff(end, start);
}

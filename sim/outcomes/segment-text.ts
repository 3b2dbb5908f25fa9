/** A segment in words. */

/** What is shown of it. */
interface ShownSegment {
  readonly fl: string;
  readonly seq: number;
  readonly ack: number;
  readonly win: number;
  readonly len: number;
}

/** As tcpdump would show it: `[PA] seq 1:101, ack 1, win 5760, length 100`. */
export function tcpdumpText({ fl, seq, ack, win, len }: ShownSegment): string {
  const data = len > 0 ? `seq ${seq}:${seq + len}` : `seq ${seq}`;
  return `[${fl}] ${data}${fl.includes('A') ? `, ack ${ack}` : ''}, win ${win}, length ${len}`;
}

/** Where HTTP requests end in a stream that comes in pieces, by Content-Length. Absent: chunked requests. */

const HEAD_END = '\r\n\r\n';
const CONTENT_LENGTH = /^content-length: *(\d+)/im;

/** Counts the requests that end in a stream. Each byte is looked at once: bodies may be large and come in small pieces. */
export class RequestEnds {
  /** The head that is being received, in pieces; its end is not among them. */
  private head: string[] = [];
  /** The last characters of the head, which may begin its end. */
  private tail = '';
  private bodyLeft = 0;

  /** Takes what comes; returns how many requests end in it. */
  take(text: string): number {
    let ended = 0;
    let at = 0;
    while (at < text.length) {
      if (this.bodyLeft === 0) {
        const seen = this.tail + text.slice(at);
        const end = seen.indexOf(HEAD_END);
        if (end < 0) {
          this.head.push(text.slice(at));
          this.tail = seen.slice(1 - HEAD_END.length);
          return ended;
        }
        const next = at + end + HEAD_END.length - this.tail.length;
        this.bodyLeft = this.lengthOfBody(text.slice(at, next));
        at = next;
      } else {
        const taken = Math.min(this.bodyLeft, text.length - at);
        this.bodyLeft -= taken;
        at += taken;
      }
      if (this.bodyLeft === 0) ended++;
    }
    return ended;
  }

  /** The head is complete with `last`. */
  private lengthOfBody(last: string): number {
    const head = this.head.join('') + last;
    this.head = [];
    this.tail = '';
    return Number(CONTENT_LENGTH.exec(head)?.[1] ?? 0);
  }
}

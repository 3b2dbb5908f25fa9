/** The ports from which a client's connections come, unless a script says otherwise. */

/** RFC 6335 section 6: the dynamic range. */
export const FIRST_DYNAMIC_PORT = 49_152;
const LAST_DYNAMIC_PORT = 65_535;

/** One port after the other, from the first of the range to the last and around. */
export class PortRange {
  private following = FIRST_DYNAMIC_PORT;

  /** The next port that is not in use; with all in use the next one all the same. */
  next(isInUse: (port: number) => boolean): number {
    const first = this.take();
    let port = first;
    while (isInUse(port)) {
      port = this.take();
      if (port === first) return first;
    }
    return port;
  }

  private take(): number {
    const port = this.following;
    this.following = port === LAST_DYNAMIC_PORT ? FIRST_DYNAMIC_PORT : port + 1;
    return port;
  }
}

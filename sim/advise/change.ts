/** What a cure changes: a value of the scenario. */

/** One value of the scenario that is set to something else. */
export interface Change {
  /** From the top of the scenario, with dots, as `--set` takes it: `device.httpd.max_open_sockets`. */
  readonly path: string;
  readonly value: unknown;
  /** The same in a few words, where the value is more than can be read in a line. */
  readonly told?: string;
}

/** What can stop a client beside the limits of the device (resources/definitions.ts). Causes name them like limits. */

/** One of them. */
export interface OtherCause {
  /** First words of its name. */
  readonly kind: string;
  /** What stands behind the kind; absent where there is only one. */
  readonly of?: string;
  readonly about: string;
  /** What decides it; absent where nothing in a scenario does. */
  readonly size?: string;
  /** What a client sees of it. */
  readonly exhausted: string;
  readonly source: string;
}

/** All of them. */
export const OTHER_CAUSES: readonly OtherCause[] = [
  {
    kind: 'link',
    about: 'the network between clients and device: latency, lost packets',
    size: 'link.latency, link.drop',
    exhausted: 'segments are lost and sent again',
    source: 'the scenario',
  },
  {
    kind: 'task',
    of: 'NAME',
    about: 'a task of the device that waits for one client and serves nobody else meanwhile',
    size: 'httpd.recv_wait_timeout and httpd.send_wait_timeout (5 s each)',
    exhausted: 'everybody else waits',
    source: 'components/esp_http_server/src/httpd_main.c, httpd_server',
  },
  {
    kind: 'listener',
    of: ':PORT',
    about: 'a server that listens on a port',
    size: 'one a port',
    exhausted: 'RST to the SYN: the server did not start, or was stopped',
    source: 'lwip/src/core/tcp_in.c, tcp_input',
  },
  {
    kind: 'device',
    about: 'the firmware itself: it crashed, hangs, or ended the connection',
    exhausted: 'whatever the firmware did then, in words',
    source: 'the firmware',
  },
  {
    kind: 'client',
    about: 'the client itself: it left, or vanished from the network',
    exhausted: 'nobody is there to be answered',
    source: 'the scenario',
  },
];

/** Why bytes are no packet that we know. */
export interface Malformed {
  readonly malformed:
    | 'truncated'
    | 'not IPv4'
    | 'header length'
    | 'total length'
    | 'header checksum'
    | 'fragment'
    | 'protocol'
    | 'checksum'
    | 'ICMP type';
}

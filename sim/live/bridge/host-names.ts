/** Names of the machines behind host sockets, as traces and summaries call them. */

/** This machine. */
export const LOCAL = 'local';

/** `local` for this machine, the address for any other. */
export function hostName(remoteAddress: string | undefined): string {
  const address = (remoteAddress ?? '').replace(/^::ffff:/, '');
  return address === '' || address === '::1' || address.startsWith('127.')
    ? LOCAL
    : address.replaceAll(':', '-');
}

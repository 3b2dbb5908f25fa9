/**
 * A network namespace with a TUN device in which a command runs.
 *
 * Perl, which every Linux has, does what Node can't: the ioctls of the TUN device and of the interface. It hands the open
 * device to the command (descriptor in LWIP_TWIN_TUN_FD) and becomes it.
 */

import { spawnSync } from 'node:child_process';

/** The descriptor's number. */
export const TUN_FD = 'LWIP_TWIN_TUN_FD';

/** How to run something with a TUN device. */
export interface TunWay {
  readonly how: 'root' | 'user namespace' | 'sudo';
  /** Words in front of perl's. */
  readonly before: readonly string[];
  /** Words behind the opening of the device, in front of the command. */
  readonly after: readonly string[];
}

/** Why there is no way, one line for each that was tried. */
export interface NoTunWay {
  readonly reasons: readonly string[];
}

const TUN_DEVICE = '/dev/net/tun';
const PROBE_MS = 10_000;

/** ARGV: interface, address of this end (empty: the interface is set up already), command. */
const OPEN_TUN = `
use strict; use warnings;
my ($name, $address, @command) = @ARGV;
$^F = 255;
sub fail { print STDERR "$_[0]: $!\\n"; exit 126 }
open(my $tun, '+<', '${TUN_DEVICE}') or fail('${TUN_DEVICE}');
my $request = pack('a16 s x22', $name, 0x1001);
ioctl($tun, 0x400454ca, $request) or fail("TUN device $name");
if ($address ne '') {
  socket(my $socket, 2, 2, 0) or fail('socket');
  my $set = sub { my ($what, $call, $value) = @_; ioctl($socket, $call, $value) or fail($what) };
  my $inet = sub { pack('a16 S n a4 x16', $name, 2, 0, pack('C4', split(/\\./, $_[0]))) };
  $set->("address of $name", 0x8916, $inet->($address));
  $set->("netmask of $name", 0x891c, $inet->('255.255.255.0'));
  $set->("$_ up", 0x8914, pack('a16 s x22', $_, 0x41)) for $name, 'lo';
}
$ENV{${TUN_FD}} = fileno($tun);
exec { $command[0] } @command or fail($command[0]);
`;

/** The words that open a TUN device and then run `command`; `address` sets the interface up. */
export function withTun(name: string, address: string, command: readonly string[]): string[] {
  return ['perl', '-e', OPEN_TUN, name, address, ...command];
}

/** Finds a way to run something in a namespace of its own, by trying. */
export function findNamespace(name: string, address: string): TunWay | NoTunWay {
  const reasons: string[] = [];
  for (const way of ways()) {
    const [program = '', ...args] = [...way.before, ...withTun(name, address, [...way.after, 'true'])];
    const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8', timeout: PROBE_MS });
    if (status === 0) return way;
    const said = error?.message ?? stderr.trim().split('\n').at(-1) ?? '';
    reasons.push(`${way.how}: ${said === '' ? `status ${String(status)}` : said}`);
  }
  return { reasons };
}

function ways(): TunWay[] {
  const [uid, gid] = [process.getuid?.() ?? -1, process.getgid?.() ?? -1];
  if (uid < 0) return [];
  if (uid === 0) return [{ how: 'root', before: ['unshare', '--net', '--'], after: [] }];
  const own = ['--user', '--map-current-user', '--keep-caps', '--net', '--'];
  return [
    { how: 'user namespace', before: ['unshare', ...own], after: [] },
    {
      how: 'sudo',
      before: ['sudo', '-n', '-E', 'unshare', '--net', '--'],
      after: ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--init-groups', '--'],
    },
  ];
}

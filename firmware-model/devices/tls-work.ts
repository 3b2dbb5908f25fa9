/** What the work of TLS costs in time: `device.cpu`, and for ECDH `device.tls.ecdh_ms`. */

import type { CpuTime } from '../../sim/document/device-cpu.js';
import type { Cpu } from '../../sim/kernel/cpu.js';
import type { Kernel } from '../../sim/kernel/kernel.js';
import { US_PER_MS } from '../../sim/kernel/units.js';
import { isEcKey, type Certificate } from '../../sim/tls/certificates.js';
import type { ChargeWork, CryptoWork } from '../../sim/tls/mbedtls/build.js';

const ENTRIES: Readonly<Record<Exclude<CryptoWork, 'sign'>, CpuTime>> = {
  'key-share': 'key_share',
  'shared-secret': 'shared_secret',
  verify: 'verify',
  record: 'record',
  hash: 'hash',
};

/** What a device's work is charged by. */
export interface TlsTimes {
  readonly kernel: Kernel;
  readonly cpu?: Cpu | undefined;
}

/**
 * Charges the calling task. `ecdhMs`, where it is not 0, is the time of each of the two operations of ECDH: the task
 * sleeps so long, in whole ticks, as in the reference traces; it goes before `device.cpu`.
 */
export function tlsWork(
  { kernel, cpu }: TlsTimes,
  certificate: Certificate | undefined,
  ecdhMs: number,
): ChargeWork {
  const ticks = Math.ceil((ecdhMs * US_PER_MS) / kernel.tickUs);
  const signing = certificate !== undefined && isEcKey(certificate.key) ? 'sign_ec' : 'sign_rsa';
  return function* (work, bytes = 0) {
    if (ticks > 0 && (work === 'key-share' || work === 'shared-secret')) {
      yield* kernel.sleepTicks(ticks, `TLS ${work}`);
    } else if (cpu !== undefined) {
      yield* cpu.work(work === 'sign' ? signing : ENTRIES[work], 'cryptography of TLS');
      if (work === 'record') yield* cpu.bytes('cipher_bytes_per_second', bytes, 'cryptography of TLS');
    }
  };
}

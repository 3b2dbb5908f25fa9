/** `device.cpu`: what a device's work and its console cost in time, as devices take it. */

/** What takes time, in microseconds each. */
export const CPU_TIMES = {
  log_line: 'formatting one line of the log',
  request: 'parsing a request and finding its handler',
  handler: 'one call of a handler, for a request or a websocket frame',
  key_share: 'one key share of TLS (the first half of ECDH)',
  shared_secret: 'a shared secret of TLS (the second half of ECDH)',
  sign_rsa: 'a signature of TLS with an RSA key of 2048 bits',
  sign_ec: 'a signature of TLS with a P-256 key',
  verify: 'verifying one signature of the other side of TLS',
  hash: 'deriving the keys of TLS',
  record: 'one TLS record of application data, whatever its length',
} as const;

/** What takes time by the byte, in bytes a second. */
export const CPU_RATES = {
  bytes_per_second: 'what the tasks take from and give to their sockets',
  cipher_bytes_per_second: 'application data that TLS encrypts or decrypts',
} as const;

export type CpuTime = keyof typeof CPU_TIMES;
export type CpuRate = keyof typeof CPU_RATES;
export type CpuEntry = CpuTime | CpuRate;

/** Figures by entry; what is absent takes no time. */
export type CpuFigures = Partial<Readonly<Record<CpuEntry, number>>>;

/** A UART that the log is written to. */
export interface UartSettings {
  /** Bits a second. */
  readonly baud: number;
  /** Bytes that it takes before whoever writes has to wait. */
  readonly fifoBytes: number;
}

/** `device.cpu`, checked and complete. */
export interface DeviceCpu {
  /** The chip's preset; absent: figures of one's own. */
  readonly chip?: string;
  /** Entries that the scenario gives itself. */
  readonly own: readonly string[];
  /** Entries of the preset that nobody has measured: they take no time. */
  readonly unmeasured: readonly string[];
  /** undefined: the console takes no time. */
  readonly uart: UartSettings | undefined;
  readonly figures: CpuFigures;
}

/** Where a figure of a preset comes from. */
export interface CpuFigure {
  readonly value: number;
  readonly source: string;
}

/** What is published of a chip. */
export interface CpuPreset {
  /** As scenarios name it. */
  readonly chip: string;
  readonly about: string;
  readonly uart: UartSettings & { readonly source: string };
  readonly figures: Partial<Readonly<Record<CpuEntry, CpuFigure>>>;
}

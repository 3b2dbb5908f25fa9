/**
 * Modem sleep of the device's Wi-Fi: while its radio sleeps, the access point keeps packets for it until the next beacon.
 *
 * Modelled: beacons at whole multiples of the interval; the radio stays awake for a while after each packet that it hears
 * or sends.
 * Absent: beacons that are missed, the limit of the access point's buffer, the time that waking takes.
 */

/** When the radio hears what comes for it. */
export interface PowerSaveOptions {
  /** From one beacon that it wakes for to the next, µs. */
  readonly intervalUs: number;
  /** How long it stays awake after a packet, µs. */
  readonly awakeUs: number;
}

/** The radio of one device. */
export class PowerSave {
  private awakeUntilUs = 0;

  constructor(private readonly options: PowerSaveOptions) {}

  /** When a packet that has come to the access point is heard: at once, or with the next beacon. */
  heardUs(nowUs: number): number {
    if (nowUs < this.awakeUntilUs) return nowUs;
    return Math.ceil(nowUs / this.options.intervalUs) * this.options.intervalUs;
  }

  /** It hears or sends a packet. */
  stir(nowUs: number): void {
    this.awakeUntilUs = nowUs + this.options.awakeUs;
  }
}

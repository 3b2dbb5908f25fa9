/** What became of an imported configuration file, for reports. */

import type { OptionValue } from '../../document/firmware.js';

/** An option of the file that the model has. */
export interface TakenOption {
  readonly name: string;
  readonly value: OptionValue;
}

/** An option of the file that changes nothing in the model, and why. */
export interface IgnoredOption {
  readonly name: string;
  readonly reason: 'not modelled' | 'set by Kconfig' | 'a choice not made' | 'as its default';
}

/** One imported file. */
export interface ConfigImport {
  readonly file: string;
  readonly kind: 'sdkconfig' | 'lwipopts';
  readonly taken: readonly TakenOption[];
  readonly ignored: readonly IgnoredOption[];
}

/** What a release's headers do not declare: using it is a program that does not compile, said at the line that does. */

import { NotAvailableError } from '../../sim/kernel/errors.js';
import { difference, rangeText, type DifferenceName, type FirmwareTraits } from '../releases/index.js';

/** Throws unless the release has what `use` is part of. */
export function demand(firmware: FirmwareTraits, name: DifferenceName, use: string): void {
  if (firmware[name]) return;
  throw new NotAvailableError(`this release has no ${use} (${rangeText(difference(name))})`);
}

/** Exit statuses of verdicts. */

import type { CaseStatus } from '../report/check/case-result.js';
import { ExitStatus } from './exit-status.js';

/** What the command ends with when this is the worst. */
export const STATUS_OF: Readonly<Record<CaseStatus, ExitStatus>> = {
  passed: ExitStatus.ok,
  failed: ExitStatus.failed,
  'bad-input': ExitStatus.badInput,
  'timed-out': ExitStatus.badInput,
  crashed: ExitStatus.panic,
  hangs: ExitStatus.livelock,
  internal: ExitStatus.internal,
};

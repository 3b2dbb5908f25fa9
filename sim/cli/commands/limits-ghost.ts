/** `lwip-twin limits --ghost`: how long a client that vanishes holds its socket. */

import { parseAssignment } from '../../language/compose/assignment.js';
import { theProfile } from '../../language/firmware.js';
import { CellMeasurer } from '../../limits/find-limits.js';
import { measureGhost, usualGhostSettings, type GhostCell } from '../../limits/ghost.js';
import type { LimitSetting } from '../../limits/result.js';
import { readFates } from '../../report/limits/limits-outcomes.js';
import { FIRMWARE } from '../../run/firmware.js';
import { UsageError } from '../usage-error.js';
import { requestOf, type LimitsArguments } from './limits-options.js';

/**
 * Each kind of clients with each combination of `--vary`; without `--vary`, with keep-alive settings that people use.
 * Throws `UsageError` and `ScenarioError`.
 */
export function ghostCells(asked: LimitsArguments): { profile: string; cells: GhostCell[] } {
  const request = requestOf(asked);
  if (!('profile' in request.subject)) throw new UsageError('--ghost needs --profile NAME');
  const { profile } = request.subject;
  const { family } = theProfile(FIRMWARE, profile);
  const usual = request.vary.length > 0 ? [[]] : usualGhostSettings(family);
  const cells = usual.flatMap((settings) => {
    const own = settings.map((text) => parseAssignment(text));
    const measurer = new CellMeasurer({ ...request, set: [...request.set, ...own] }, readFates);
    const fixed = own.map(({ name, value }): LimitSetting => ({
      name,
      value: value.value as LimitSetting['value'],
    }));
    return Array.from({ length: measurer.count }, (_, i): GhostCell => {
      const { kind, settings: varied } = measurer.cell(i);
      return { settings: [...fixed, ...varied], kind, result: measureGhost(measurer.scenario(i, 1)) };
    });
  });
  return { profile, cells };
}

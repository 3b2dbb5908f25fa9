/** Runs the reference cases of the working folder until one fails: exit status 1 then. Short ones first. */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { casesIn } from '../conformance/case.js';
import { runCase } from '../conformance/run-case.js';

const ROOT = 'test/conformance';

const cases = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => casesIn(join(ROOT, name)))
  .map((reference) => ({ reference, bytes: statSync(reference.scenarioFile).size }))
  .sort((a, b) => a.bytes - b.bytes);

const failed = cases.find(({ reference }) => runCase(reference).comparison?.whole !== true);
process.exitCode = failed === undefined ? 0 : 1;

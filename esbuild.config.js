/** Builds what the package holds: the command and the public entry points, and the licences of what they contain. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleCommand } from './esbuild.command.js';

const OUT = 'dist';
const NOTICES = 'THIRD-PARTY-LICENSES.txt';

writeFileSync(join(OUT, NOTICES), notices(await bundleCommand(OUT)));

/** The licences of all packages that the bundle contains parts of. */
function notices(inputs) {
  const folders = inputs.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]);
  const parts = [...new Set(folders)].filter(Boolean).map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const licence = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
    if (licence === undefined) throw new Error(`${name} has no licence file`);
    return `${name} ${version}\n\n${readFileSync(join(folder, licence), 'utf8').trim()}\n`;
  });
  return parts.sort().join(`\n${'-'.repeat(80)}\n\n`);
}

/**
 * Bundles the declarations of the public faces, each in one file: what is published says what can be imported, and nothing
 * else. Types of zod that the scenario language is derived from are inside: nobody has to install what the bundle has.
 */
import { dts } from 'rollup-plugin-dts';

const FACES = ['index', 'vitest', 'virtual', 'net'];

export default FACES.map((face) => ({
  input: `sim/${face}.ts`,
  output: { file: `dist/sim/${face}.d.ts` },
  external: [/^node:/, 'vitest'],
  plugins: [dts({ tsconfig: 'tsconfig.build.json', includeExternal: ['zod'] })],
}));

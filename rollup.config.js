/**
 * Bundles the declarations of the public faces: what is published says what can be imported, and nothing else. What they
 * share stands in one file beside them; what is marked `@internal` in the sources is left out.
 */
import { dts } from 'rollup-plugin-dts';

const FACES = ['index', 'vitest', 'virtual', 'net'];

export default {
  input: Object.fromEntries(FACES.map((face) => [face, `sim/${face}.ts`])),
  output: { dir: 'dist/sim', entryFileNames: '[name].d.ts', chunkFileNames: 'shared.d.ts' },
  external: [/^node:/, 'vitest'],
  plugins: [dts({ tsconfig: 'tsconfig.build.json', includeExternal: ['zod'] })],
  onwarn(warning, warn) {
    // `lwip-twin/net` is imported for what it does: it has nothing to declare.
    if (warning.code !== 'EMPTY_BUNDLE') warn(warning);
  },
};

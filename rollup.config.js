/** Bundles the declarations of the public faces: what is published says what can be imported, and nothing else. */
import { dts } from 'rollup-plugin-dts';

export default {
  input: { index: 'sim/index.ts', vitest: 'sim/vitest.ts', virtual: 'sim/virtual.ts', net: 'sim/net.ts' },
  output: { dir: 'dist/sim', chunkFileNames: 'shared.d.ts' },
  external: [/^node:/, 'vitest'],
  plugins: [dts({ tsconfig: 'tsconfig.build.json' })],
};

/** Globals of Node that the simulator uses; esbuild puts them in where they are named. */

import { Buffer } from 'buffer';

const process = {
  env: {} as Record<string, string | undefined>,
  execPath: '',
  features: {},
  platform: 'browser',
  cwd: (): string => '/',
};

export { Buffer, process };

/** What the simulator never calls in a browser, since modules of users are not run there. */

function absent(): never {
  throw new Error('not in a browser');
}

export const createRequire = (): typeof absent => absent;
export const findSourceMap = (): undefined => undefined;
export const spawnSync = absent;
export const fileURLToPath = (url: string): string => url;
export const pathToFileURL = absent;
export const syncBuiltinESMExports = absent;

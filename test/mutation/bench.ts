/** Which tests are asked beside the reference cases. */

/** Tests of each room: in its mirror, and where else its parts are looked at one by one. */
const NEAR: Readonly<Record<string, readonly string[]>> = {
  'sim/kernel': ['kernel', 'inspect'],
  'sim/wire': ['wire'],
  'sim/resources': ['resources', 'inspect'],
  'sim/lwip': ['lwip', 'inspect'],
  'sim/hosts': ['hosts', 'language/groups', 'expect', 'live/virtual'],
  'firmware-model/esp-http-server': ['firmware-model'],
  'firmware-model/libwebsockets': ['firmware-model', 'tls'],
};
/** All others of `npm test` that run the model in their own process: what notices nothing there survives the whole suite. */
const FAR = [
  ...['advise', 'api', 'codec', 'diff', 'document', 'explain', 'explore', 'expect', 'language', 'limits'],
  ...['live/virtual', 'outcomes', 'properties', 'repl', 'report', 'scenarios', 'view'],
];

/** The rooms in which faults are made. */
export const FAULTY_ROOMS = Object.keys(NEAR);

/** Folders of tests: those of the rooms, and those that look at whole runs if they are asked too. */
export function benchFolders(goesFar: boolean): string[] {
  const folders = new Set([...Object.values(NEAR).flat(), ...(goesFar ? FAR : [])]);
  return [...folders].map((folder) => `test/${folder}`);
}

export function isTestOf(room: string, testFile: string): boolean {
  return NEAR[room]?.some((folder) => testFile.startsWith(`test/${folder}/`)) === true;
}

/** How sessions read and write YAML. */

/** As scenario files are read. */
export const YAML = { version: '1.2', schema: 'core' } as const;
/** Width of saved lines: steps stay on one line each. */
export const LINE_WIDTH = 0;

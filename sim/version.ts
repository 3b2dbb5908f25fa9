/** Name and version of the tool, as traces and `--version` give them. Kept equal to package.json by a test. */

export const TOOL_NAME = 'lwip-twin';
export const TOOL_VERSION = '0.1.0';

/** Bundles the command into an empty folder beside this file; gives the files that went in. */
export function bundleCommand(folder: string): Promise<string[]>;

/** Paths of `file-serving`: from a URI to a file's, and to its type. */

/** The mount point. */
export const BASE_PATH = '/data';
/** ESP_VFS_PATH_MAX and CONFIG_SPIFFS_OBJ_NAME_LEN. */
const FULL_PATH_BYTES = 15 + 32;

const TYPES: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.html': 'text/html',
  '.jpeg': 'image/jpeg',
  '.ico': 'image/x-icon',
};

/** The path below the mount point, without query and fragment; undefined when there is no room for it. */
export function pathOf(uri: string): string | undefined {
  const path = uri.replace(/[?#].*$/s, '');
  return BASE_PATH.length + path.length + 1 > FULL_PATH_BYTES ? undefined : path;
}

/** Content type by the extension. */
export function contentTypeOf(path: string): string {
  const name = path.toLowerCase();
  const extension = Object.keys(TYPES).find((one) => name.endsWith(one));
  return extension === undefined ? 'text/plain' : TYPES[extension]!;
}

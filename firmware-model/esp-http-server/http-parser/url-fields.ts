export type UrlField = 'schema' | 'host' | 'port' | 'path' | 'query' | 'fragment' | 'userinfo';

/** Bytes of one field: offset from the start of the URL, length in bytes. */
export interface UrlRange {
  offset: number;
  length: number;
}

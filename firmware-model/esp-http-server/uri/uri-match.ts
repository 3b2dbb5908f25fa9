/**
 * The wildcard matcher for `httpd_config_t.uri_match_fn`.
 *
 * Source: httpd_uri.c, httpd_uri_match_wildcard semantics.
 */

/**
 * Matches the first `length` characters of `uri` against a template. At its end a template may have `*` (anything may
 * follow), `?` (the character before it is optional) or both, in either order; elsewhere they stand for themselves.
 */
export function httpd_uri_match_wildcard(template: string, uri: string, length: number): boolean {
  const last = template.at(-1);
  const beforeLast = template.at(-2);
  const anythingFollows = last === '*' || (beforeLast === '*' && last === '?');
  const hasOptional = last === '?' || (beforeLast === '?' && last === '*');

  const special = (anythingFollows ? 1 : 0) + (hasOptional ? 2 : 0);
  const exact = template.length - special;
  if (exact < 0 || length < exact) return false;
  if (uri.slice(0, exact) !== template.slice(0, exact)) return false;

  if (!hasOptional) return anythingFollows || length === exact;
  if (length > exact && template[exact] !== uri[exact]) return false;
  return anythingFollows || length <= exact + 1;
}

/**
 * Splits the authority of a URL (`user:pw@host:80`, `[fe80::1%25en0]:80`) into its parts.
 *
 * Source: http_parser.c http_parse_host semantics, strict.
 */
import { byteClass, isDigit, isHexDigit, isHostName, isUserinfo, isZoneId } from './characters.js';
import type { UrlField, UrlRange } from './url-fields.js';

type Place =
  | 'userinfoStart'
  | 'userinfo'
  | 'hostStart'
  | 'host'
  | 'v6Start'
  | 'v6'
  | 'v6ZoneStart'
  | 'v6Zone'
  | 'v6End'
  | 'portStart'
  | 'port';

type Rules = readonly (readonly [bytes: Uint8Array, next: Place])[];

const is = byteClass;
const isV6 = Uint8Array.from(isHexDigit, (hex, byte) => hex | (is(':.')[byte] as number));

const RULES: Readonly<Record<Place, Rules>> = {
  userinfoStart: [
    [is('@'), 'hostStart'],
    [isUserinfo, 'userinfo'],
  ],
  userinfo: [
    [is('@'), 'hostStart'],
    [isUserinfo, 'userinfo'],
  ],
  hostStart: [
    [is('['), 'v6Start'],
    [isHostName, 'host'],
  ],
  host: [
    [isHostName, 'host'],
    [is(':'), 'portStart'],
  ],
  v6Start: [[isV6, 'v6']],
  v6: [
    [is(']'), 'v6End'],
    [isV6, 'v6'],
    [is('%'), 'v6ZoneStart'],
  ],
  v6ZoneStart: [[isZoneId, 'v6Zone']],
  v6Zone: [
    [is(']'), 'v6End'],
    [isZoneId, 'v6Zone'],
  ],
  v6End: [[is(':'), 'portStart']],
  portStart: [[isDigit, 'port']],
  port: [[isDigit, 'port']],
};

/** The field a byte belongs to, and whether it opens it anew when the place changes (a zone continues its address). */
const FIELD: Partial<Record<Place, { field: UrlField; opens: boolean }>> = {
  userinfo: { field: 'userinfo', opens: true },
  host: { field: 'host', opens: true },
  v6: { field: 'host', opens: true },
  v6ZoneStart: { field: 'host', opens: false },
  v6Zone: { field: 'host', opens: false },
  port: { field: 'port', opens: true },
};

const COMPLETE: ReadonlySet<Place> = new Set(['host', 'v6End', 'port']);

/**
 * Replaces `fields.host` (the whole authority, as found by `parseUrl`) by the host proper and adds userinfo and port.
 *
 * @param url    bytes of the URL; `base` is where it starts, offsets in `fields` count from there
 * @param hasAt  the authority holds an `@`
 * @returns false if the authority is malformed; `fields` then holds what was found up to there
 */
export function splitAuthority(
  url: Uint8Array,
  base: number,
  fields: Partial<Record<UrlField, UrlRange>>,
  authority: UrlRange,
  hasAt: boolean,
): boolean {
  const end = authority.offset + authority.length;
  fields.host = { offset: authority.offset, length: 0 };

  let place: Place = hasAt ? 'userinfoStart' : 'hostStart';
  for (let at = authority.offset; at < end; at++) {
    const byte = url[base + at] as number;
    const next: Place | undefined = RULES[place].find(([bytes]) => bytes[byte] === 1)?.[1];
    if (next === undefined) return false;

    const target = FIELD[next];
    if (target !== undefined) {
      const continued = target.opens && next !== place ? undefined : fields[target.field];
      const range = continued ?? { offset: at, length: 0 };
      range.length++;
      fields[target.field] = range;
    }
    place = next;
  }
  return COMPLETE.has(place);
}

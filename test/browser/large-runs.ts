/** Scenarios whose pages are large. */

/** Ten groups of a thousand clients each. */
export const CROWD = `
name: crowd
device: { profile: esp32-idf-v5.3, apps: [ws-echo], httpd: { lru_purge_enable: true } }
until: 60s
groups:
${Array.from(
  { length: 10 },
  (_, i) =>
    `  - { name: g${i}c, count: 1000, start: { at: ${100 + i * 10}ms, every: 50ms }, steps: [{ do: http, path: /x }, { do: close }] }`,
).join('\n')}
`;

/** Six dashboards that ask for ten minutes: a million records. */
export const SEGMENTS = `
name: segments
device: { profile: esp32-idf-v5.3, apps: [simple] }
until: 10min
groups:
  - { name: d, count: 6, behaviour: { poller: { path: /hello, every: 60ms } } }
`;

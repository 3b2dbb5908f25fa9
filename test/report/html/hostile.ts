/** A run in which everything that is text tries to be markup. */

const SCRIPT = "</script><script>window.hacked = 'yes'</script>";
const IMAGE = `<img src=x onerror="window.hacked='yes'">`;
const quoted = (text: string): string => JSON.stringify(text);

/** The scenario as YAML. */
export const HOSTILE = `
name: ${quoted(IMAGE)}
description: ${quoted(`<!-- ${SCRIPT}`)}
device: { profile: esp32-idf-v5.3, apps: [ws-echo, post-json] }
until: 2s
timeline:
  - { at: 100ms, client: c1, do: connect }
  - { at: 120ms, client: c1, do: ws_open, path: /ws }
  - { at: 200ms, client: c1, do: ws_text, text: ${quoted(SCRIPT + IMAGE)} }
  - { at: 300ms, client: c2, do: connect }
  - { at: 320ms, client: c2, do: http, method: GET, path: ${quoted(`/${SCRIPT.replaceAll(' ', '')}`)} }
`;

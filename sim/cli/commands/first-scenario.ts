/** The commented scenario that `lwip-twin init` writes. */

import { SCHEMA_ID } from '../../language/json-schema.js';
import { theProfile } from '../../language/firmware.js';
import { FIRMWARE } from '../../run/firmware.js';

/** Text of a first scenario for a profile. */
export function firstScenario(profile: string): string {
  const isLws = theProfile(FIRMWARE, profile).family === 'libwebsockets';
  const [app, configuration, path] = isLws
    ? (['lws-ws-server', LWS_CONFIGURATION, '/, subprotocol: echo-protocol'] as const)
    : (['ws-echo', HTTPD_CONFIGURATION, '/ws'] as const);
  return `# yaml-language-server: $schema=${SCHEMA_ID}
name: my-first-scenario
description: One client opens a websocket and gets its message back; a second one only connects.

# Values to be set from outside: lwip-twin replay THIS-FILE --set message=hi
parameters:
  message: { default: hello, description: What the first client sends. }

device:
  profile: ${profile} # ${theProfile(FIRMWARE, profile).about}
  apps: [${app}] # what runs on it; lwip-twin explain device.apps
${configuration}
# The network between the clients and the device.
link: { latency: 5ms }

# When the run ends, in the device's time; a simulated minute takes milliseconds.
until: 5s

# What happens when. Clients come into being when they are first named.
timeline:
  - { at: 1s, client: browser, do: connect }
  - { at: 1100ms, client: browser, do: ws_open, path: ${path} }
  - { at: 1200ms, client: browser, do: ws_text, text: $(message) }

  - { at: 2s, client: silent, do: connect }

  - { at: 4s, client: browser, do: ws_close, code: 1000 }
  - { at: 4100ms, client: browser, do: close }
`;
}

const HTTPD_CONFIGURATION = `  # Fields of httpd_config_t, as in the firmware's source. Try 1 here and see what the second client gets.
  httpd: { max_open_sockets: 7, lru_purge_enable: false }
  # Kconfig options by name, or the project's own file: sdkconfig: ./sdkconfig
  sdkconfig: { CONFIG_LWIP_MAX_SOCKETS: 10 }
`;

const LWS_CONFIGURATION = `  # lwIP's options by name, or the project's own file: lwipopts: ./lwipopts.h
  lwipopts: { MEMP_NUM_NETCONN: 8 }
  # Kconfig options: a map, or the project's own file: sdkconfig: ./prj.config
`;

/**
 * The W800 SDK's Kconfig switches that decide the model, as the SDK's Kconfig files define them: types, defaults,
 * ranges, dependencies. A combination that they refuse is an error here, too.
 *
 * Sources, in the SDK repository winnermicro/wm_iot_sdk: components/websockets/Kconfig, components/lwip/Kconfig,
 * components/wm_net_manager/Kconfig, examples/network/websocket/…/main/Kconfig, examples/network/httpd/http_server_post/
 * main/Kconfig, and the examples' prj.config.
 */

import { HTTPS_PORT, HTTP_PORT } from '../../sim/wire/ports.js';
import { ModelError } from '../../sim/kernel/errors.js';
import type { OptionProblem } from '../../sim/document/firmware.js';
import { optionsOf } from './options/row.js';
import { W800_LWIP_ROWS } from './options/w800.js';

/** Kconfig values by name, with `CONFIG_` in front; `true` is y. */
export type KconfigOverrides = Readonly<Record<string, number | boolean | string | undefined>>;

/** The example programs that have a Kconfig of their own; `own`: a program of the user's, built with the websocket server's. */
export type W800AppName = 'lws-ws-server' | 'lws-http-post' | 'lws-ws-client' | 'own';

interface BoolSymbol {
  readonly type: 'bool';
  readonly initial: boolean;
}
interface IntSymbol {
  readonly type: 'int';
  readonly initial: number;
  readonly range: readonly [number, number];
}
interface StringSymbol {
  readonly type: 'string';
  readonly initial: string;
}

type KconfigSymbol = (BoolSymbol | IntSymbol | StringSymbol) & {
  /** The bool that must be y for the symbol to exist (`if …` around it). */
  readonly within?: string;
  /** What selects it, so that it can't be n. */
  readonly selectedBy?: string;
  /** Applications that have it; all if unset. */
  readonly apps?: readonly W800AppName[];
};

const LWIP = 'CONFIG_COMPONENT_LWIP_ENABLED';
const WEBSOCKET = 'CONFIG_COMPONENT_WEBSOCKET_ENABLED';
const TCP = 'CONFIG_LWIP_TCP';
const IPV4 = 'CONFIG_LWIP_ENABLE_IPV4';
const SERVER_URL = 'CONFIG_EXAMPLE_SERVER_URL';
const SERVERS = ['lws-ws-server', 'lws-http-post', 'own'] as const;
const PORT_MAX = 65_535;

const bool = (initial: boolean, within?: string): KconfigSymbol =>
  within === undefined ? { type: 'bool', initial } : { type: 'bool', initial, within };
const int = (initial: number, low: number, high: number, within: string): KconfigSymbol => ({
  type: 'int',
  initial,
  range: [low, high],
  within,
});

/** lwIP's numbers, from the option table. */
const LWIP_NUMBERS: Readonly<Record<string, KconfigSymbol>> = Object.fromEntries(
  optionsOf(Object.values(W800_LWIP_ROWS), { staticPools: false }).flatMap(({ kconfig }) => {
    if (kconfig?.type.kind !== 'int') return [];
    const { min, max } = kconfig.type;
    const within = kconfig.name === 'CONFIG_LWIP_UDP_RECVMBOX_SIZE' ? LWIP : TCP;
    return [[kconfig.name, int(Number(kconfig.initial), min, max, within)]];
  }),
);

/** The symbols, with the initial value that the examples build with. */
const SYMBOLS: Readonly<Record<string, KconfigSymbol>> = {
  // The examples' prj.config switches it on; the Kconfig default is n.
  [WEBSOCKET]: bool(true),
  CONFIG_WEBSOCKET_SECURITY: bool(true, WEBSOCKET),
  // `select COMPONENT_LWIP_ENABLED` in components/wm_net_manager/Kconfig, which the examples' prj.config enables.
  [LWIP]: { type: 'bool', initial: true, selectedBy: 'CONFIG_COMPONENT_NET_MANAGER_ENABLED' },
  [TCP]: bool(true, LWIP),
  CONFIG_LWIP_ENABLE_IPV4: bool(true, LWIP),
  CONFIG_LWIP_ENABLE_IPV6: bool(false, LWIP),
  CONFIG_LWIP_TCPIP_MBOX_SIZE: int(32, 6, 128, LWIP),
  ...LWIP_NUMBERS,
  CONFIG_EXAMPLE_SECURITY: { type: 'bool', initial: false, apps: ['lws-ws-server', 'own'] },
  CONFIG_EXAMPLE_HTTPS: { type: 'bool', initial: false, apps: ['lws-http-post'] },
  CONFIG_EXAMPLE_PORT: { type: 'int', initial: HTTP_PORT, range: [0, PORT_MAX], apps: SERVERS },
  // The Kconfig default is wss://echo.websocket.org; the traces were made with a server on the simulated network.
  CONFIG_EXAMPLE_SERVER_URL: { type: 'string', initial: 'ws://192.168.4.100:9000/', apps: ['lws-ws-client'] },
};

/** The option with which each server program is built with security. */
const SECURITY_OPTION: Readonly<Partial<Record<W800AppName, string>>> = {
  'lws-ws-server': 'CONFIG_EXAMPLE_SECURITY',
  own: 'CONFIG_EXAMPLE_SECURITY',
  'lws-http-post': 'CONFIG_EXAMPLE_HTTPS',
};
/** Where the websocket client connects to with TLS. */
const SECURE_URL = 'wss://192.168.4.100:9000/';

/** The values with what `device.tls` stands for; without it they stay as they are. */
export function withSecurity({
  app,
  sdkconfig,
  tls,
}: {
  readonly app: W800AppName;
  readonly sdkconfig: KconfigOverrides;
  readonly tls?: { readonly port?: number | undefined } | undefined;
}): KconfigOverrides {
  if (tls === undefined) return sdkconfig;
  const option = SECURITY_OPTION[app];
  if (option === undefined) return { [SERVER_URL]: SECURE_URL, ...sdkconfig };
  const port = tls.port === undefined ? {} : { CONFIG_EXAMPLE_PORT: tls.port };
  return { ...port, ...sdkconfig, [option]: true };
}

/** Resolved values. */
export interface W800Kconfig {
  flag(name: string): boolean;
  int(name: string): number;
  text(name: string): string;
}

/** What is wrong with the values; empty when Kconfig takes them. */
export function w800KconfigProblems(overrides: KconfigOverrides, app: W800AppName): OptionProblem[] {
  const problems: OptionProblem[] = [];
  for (const [name, value] of Object.entries(overrides)) {
    if (value === undefined) continue;
    const symbol = SYMBOLS[name];
    if (symbol === undefined || (symbol.apps !== undefined && !symbol.apps.includes(app))) {
      problems.push({ option: name, message: `${name} is no Kconfig option of ${app}` });
      continue;
    }
    for (const message of valueProblems(name, symbol, value)) problems.push({ option: name, message });
    if (symbol.within !== undefined && !flagOf(overrides, symbol.within)) {
      problems.push({ option: name, message: `${name} exists only with ${symbol.within}=y` });
    }
  }
  if (problems.length === 0) problems.push(...combinationProblems(overrides, app));
  return problems;
}

function valueProblems(name: string, symbol: KconfigSymbol, value: number | boolean | string): string[] {
  switch (symbol.type) {
    case 'bool':
      if (typeof value !== 'boolean') return [`${name} is y or n`];
      if (!value && symbol.selectedBy !== undefined)
        return [`${name} can't be n: ${symbol.selectedBy} selects it`];
      return [];
    case 'string':
      return typeof value === 'string' ? [] : [`${name} is a string`];
    case 'int': {
      const [low, high] = symbol.range;
      if (typeof value !== 'number' || !Number.isInteger(value)) return [`${name} is an integer`];
      return value < low || value > high ? [`${name} is ${low} to ${high}`] : [];
    }
  }
}

/** What the Kconfig files let pass but the build or this model does not. */
function combinationProblems(overrides: KconfigOverrides, app: W800AppName): OptionProblem[] {
  const problems: OptionProblem[] = [];
  const complain = (option: string, message: string): void => void problems.push({ option, message });
  if (!flagOf(overrides, WEBSOCKET))
    complain(WEBSOCKET, `${app} needs ${WEBSOCKET}=y: without it libwebsockets is not built`);
  if (!flagOf(overrides, TCP)) complain(TCP, `${app} needs ${TCP}=y`);
  if (!flagOf(overrides, IPV4)) {
    complain(IPV4, 'not modelled: CONFIG_LWIP_ENABLE_IPV4=n, a device with IPv6 only');
  }
  for (const name of ['CONFIG_EXAMPLE_SECURITY', 'CONFIG_EXAMPLE_HTTPS']) {
    if (SYMBOLS[name]!.apps!.includes(app) && flagOf(overrides, name)) {
      if (!flagOf(overrides, 'CONFIG_WEBSOCKET_SECURITY')) {
        complain(
          name,
          `${name}=y needs CONFIG_WEBSOCKET_SECURITY=y: without it the example does not compile`,
        );
      }
    }
  }
  const url = textOf(overrides, SERVER_URL);
  if (app === 'lws-ws-client' && url.startsWith('wss:') && !flagOf(overrides, 'CONFIG_WEBSOCKET_SECURITY')) {
    complain(
      SERVER_URL,
      `${SERVER_URL} with wss needs CONFIG_WEBSOCKET_SECURITY=y: lws is not configured for TLS`,
    );
  }
  return problems;
}

/** Resolves the values. Throws {@link ModelError} when Kconfig refuses them (see {@link w800KconfigProblems}). */
export function resolveW800Kconfig(overrides: KconfigOverrides, app: W800AppName): W800Kconfig {
  const problems = w800KconfigProblems(overrides, app);
  if (problems.length > 0)
    throw new ModelError(`W800 Kconfig: ${problems.map(({ message }) => message).join('; ')}`);
  return {
    flag: (name) => flagOf(overrides, name),
    int: (name) => Number(overrides[name] ?? initialOf(name, overrides)),
    text: (name) => textOf(overrides, name),
  };
}

function initialOf(name: string, overrides: KconfigOverrides): number | boolean | string {
  if (name === 'CONFIG_EXAMPLE_PORT') {
    const secure = flagOf(overrides, 'CONFIG_EXAMPLE_SECURITY') || flagOf(overrides, 'CONFIG_EXAMPLE_HTTPS');
    return secure ? HTTPS_PORT : HTTP_PORT;
  }
  return SYMBOLS[name]!.initial;
}

function flagOf(overrides: KconfigOverrides, name: string): boolean {
  const symbol = SYMBOLS[name]!;
  if (symbol.within !== undefined && !flagOf(overrides, symbol.within)) return false;
  return (overrides[name] ?? symbol.initial) === true;
}

function textOf(overrides: KconfigOverrides, name: string): string {
  return String(overrides[name] ?? SYMBOLS[name]!.initial);
}

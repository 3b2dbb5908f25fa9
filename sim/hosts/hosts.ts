/** All clients of a run: found by name (made at first mention) and by address. */

import type { LinkSocket } from '../wire/link-end.js';
import type { Ipv4 } from '../wire/segment.js';
import type { ClientStack, HostEnvironment } from './client-stack.js';
import { Host } from './host.js';
import { PROBE_STACK } from './probe/probe-stack.js';

/** 192.168.4.2, the device (conformance README, "The probe client"). */
export const DEVICE_IP: Ipv4 = 0xc0a8_0402;
/** 192.168.4.100, the first client; the others follow (same source). */
export const FIRST_CLIENT_IP: Ipv4 = 0xc0a8_0464;
/** Initial sequence number of the first client, and what each further one adds. */
const ISN_STEP = 1000;

/** Settings of all hosts. */
export interface HostsOptions {
  /** Clients close their side as soon as they see the end of the device's data (`clients.auto_close`). */
  readonly autoClose?: boolean;
  /** The same for one client, by its name; {@link autoClose} unless given. */
  readonly autoCloseOf?: (name: string) => boolean;
  readonly deviceIp?: Ipv4;
  /** TCP implementation of a client, by its name; {@link PROBE_STACK} unless given. */
  readonly stackOf?: (name: string) => ClientStack;
  /** Lengths of the ServerKeyExchange messages of all servers of TLS among the clients, in their order. */
  readonly keyExchangeBytes?: readonly number[];
}

/** The clients of one run. */
export class Hosts implements Iterable<Host> {
  private readonly byName = new Map<string, Host>();
  /** By address, counted from {@link FIRST_CLIENT_IP}. */
  private readonly byIndex: Host[] = [];
  private readonly outside = new Map<Ipv4, string>();
  private keyExchanges = 0;

  constructor(
    private readonly env: HostEnvironment,
    private readonly link: LinkSocket,
    private readonly options: HostsOptions = {},
  ) {}

  /** The host with this name. Hosts get their addresses in the order in which they are first asked for. */
  get(name: string): Host {
    const known = this.byName.get(name);
    if (known !== undefined) return known;
    const index = this.byIndex.length;
    const { deviceIp = DEVICE_IP, autoClose = false, autoCloseOf, stackOf } = this.options;
    const host = new Host(this.env, {
      name,
      ip: FIRST_CLIENT_IP + index,
      deviceIp,
      isn: (ISN_STEP * (index + 1)) >>> 0,
      autoClose: autoCloseOf?.(name) ?? autoClose,
      stack: stackOf?.(name) ?? PROBE_STACK,
      link: this.link,
      nextKeyExchangeBytes: () => this.options.keyExchangeBytes?.[this.keyExchanges++],
    });
    this.byName.set(name, host);
    this.byIndex.push(host);
    return host;
  }

  /** The host with an address; undefined when it is nobody's. */
  byIp(ip: Ipv4): Host | undefined {
    return this.byIndex[ip - FIRST_CLIENT_IP];
  }

  /** Names a machine that is no simulated client but plugs into the link by itself. */
  addOutside(ip: Ipv4, name: string): void {
    this.outside.set(ip, name);
  }

  /** Name of the client behind an address, simulated or not; undefined when there is none. */
  knownName(ip: Ipv4): string | undefined {
    return this.byIp(ip)?.name ?? this.outside.get(ip);
  }

  /** The same; `?` when there is none. */
  nameOf(ip: Ipv4): string {
    return this.knownName(ip) ?? '?';
  }

  /** In order of their addresses. */
  [Symbol.iterator](): Iterator<Host> {
    return this.byIndex.values();
  }
}

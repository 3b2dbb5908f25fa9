/** A client group as the runner gets it: checked, complete, times in integer microseconds. */

import type { ClientProgram } from '../../hosts/client-program.js';
import type { ClientTls } from '../../hosts/client/client.js';
import type { KeepAlive } from '../../hosts/client-stack.js';
import type { ClientPathOptions } from '../../wire/link-options.js';
import type { StackName } from './schema-group.js';

/** When the clients of a group begin. */
export type GroupStart =
  | { readonly kind: 'spaced'; readonly atUs: number; readonly everyUs: number }
  | { readonly kind: 'random'; readonly fromUs: number; readonly toUs: number };

/** A group. */
export interface ClientGroup {
  readonly name: string;
  /** Names of its clients, in the order in which they begin. */
  readonly clients: readonly string[];
  readonly stack: StackName;
  readonly start: GroupStart;
  /** How their way differs from the link's; absent: not at all. */
  readonly link?: ClientPathOptions;
  readonly autoClose: boolean;
  readonly answersControl: boolean;
  readonly keepAlive?: KeepAlive;
  /** Absent: its connections are plain. */
  readonly tls?: ClientTls;
  readonly program: ClientProgram;
}

/** The fd table: which descriptors are open, and who holds them; and the mailboxes behind them. */

import type { MailboxView, SocketView } from '../lwip/sockets/socket-inspect.js';
import type { Simulation } from '../run/simulation.js';
import type { Row, Table } from './table.js';

/** Every slot of the table, free ones too, in order of fds. */
export function socketTable(simulation: Simulation): Table {
  return simulation.device.stack.sockets.inspect().map(socketRow);
}

function socketRow(view: SocketView): Row {
  return {
    key: `fd ${view.fd}`,
    state: view.slot,
    holder: view.name,
    type: view.type,
    tcp: view.tcp,
    peerPort: view.remotePort,
    operation: view.netconn === 'none' ? undefined : view.netconn,
    readable: view.slot === 'free' ? undefined : view.receiveEvents > 0 || view.leftOver,
    writable: view.slot === 'free' ? undefined : view.writable,
    failed: view.failed ? true : undefined,
    inSelect: view.selectWaiting > 0 ? view.selectWaiting : undefined,
    tasks: view.waitingTasks.length > 0 ? view.waitingTasks.join(' ') : undefined,
  };
}

/** The mailboxes of open sockets: messages waiting, room, the most that ever waited. */
export function mailboxes(simulation: Simulation): Table {
  return simulation.device.stack.sockets
    .inspect()
    .flatMap((view) => [
      ...mailboxRow(view, 'recv', view.receiveMailbox),
      ...mailboxRow(view, 'accept', view.acceptMailbox),
    ]);
}

function mailboxRow(view: SocketView, what: string, mailbox: MailboxView | undefined): Row[] {
  if (mailbox === undefined) return [];
  return [
    {
      key: `fd ${view.fd} ${what}`,
      holder: view.name,
      messages: mailbox.length,
      size: mailbox.capacity,
      peak: mailbox.peak,
    },
  ];
}

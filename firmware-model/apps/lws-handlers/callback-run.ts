/**
 * One callback of a program of a scenario's own: its deeds, one after the other, with libwebsockets's semantics.
 *
 * A callback returns 0, or -1 where a deed fails (unless that is ignored): lws closes the connection, or refuses what it asked
 * for. An answer that is complete ends with `lws_http_transaction_completed`, whose result the callback returns.
 */

import { ModelError } from '../../../sim/kernel/errors.js';
import type { Blocking } from '../../../sim/kernel/task.js';
import type { HandlerDeed } from '../../../sim/document/handlers.js';
import {
  isBytes,
  LWS_TO_KILL_ASYNC,
  lws_callback_on_writable,
  lws_cancel_service,
  lws_close_reason,
  lws_http_transaction_completed,
  lws_rx_flow_control,
  lws_set_timeout,
  lws_set_timer_usecs,
  lws_write,
  type ByteView,
  type CallbackInput,
  type LwsWriteKind,
  type LwsWsi,
} from '../../libwebsockets/index.js';
import { afterRound, commonDeed } from '../handlers/common-deeds.js';
import { sendAnswer, sendErrorPage, sendPiece } from './http-answer.js';
import type { OwnProgram, Session } from './own-program.js';
import { withRoom } from './with-room.js';

/** What a deed came to: `stop` returns 0 at once. */
type Result = 'ok' | 'failed' | 'stop';

const FAILED = -1;

/** The connection that a callback is about, and what it got. */
interface Caller {
  readonly wsi: LwsWsi;
  readonly session: Session;
  readonly input: CallbackInput;
  readonly length: number;
}

export class CallbackRun {
  constructor(
    private readonly program: OwnProgram,
    /** `undefined`: the callback is about no connection, or a task does this. */
    private readonly caller: Caller | undefined,
  ) {}

  /** Does everything; what the callback returns. */
  *all(deeds: readonly HandlerDeed[]): Blocking<number> {
    if ((yield* this.list(deeds)) === 'failed') return FAILED;
    if (this.caller?.session.isAnswered !== true) return 0;
    this.caller.session.isAnswered = false;
    return (yield* lws_http_transaction_completed(this.caller.wsi)) !== 0 ? FAILED : 0;
  }

  private *list(deeds: readonly HandlerDeed[]): Blocking<Result> {
    for (const deed of deeds) {
      const result = yield* this.one(deed);
      if (result === 'stop' || (result === 'failed' && !deed.ignoresErrors)) return result;
    }
    return 'ok';
  }

  private *one(deed: HandlerDeed): Blocking<Result> {
    const { program } = this;
    const common = yield* commonDeed(program.home, program.state, deed);
    if (common !== undefined) return common === 'ok' ? 'ok' : 'failed';
    switch (deed.do) {
      case 'repeat':
        return yield* this.repeat(deed.deeds, deed.times);
      case 'when':
        return program.state.flags.delete(deed.name) ? yield* this.list(deed.deeds) : 'ok';
      case 'fail':
        return 'failed';
      case 'return':
        return 'stop';
      case 'limit': {
        const others = [...program.connections].filter((one) => one !== this.caller?.wsi);
        return done(others.length < deed.times);
      }
      case 'cancel_service':
        if (program.context !== undefined) yield* lws_cancel_service(program.context);
        return 'ok';
      case 'callback_on_writable':
        if (deed.of === 'this')
          return done((yield* lws_callback_on_writable(this.connection(deed).wsi)) >= 0);
        yield* program.askAll();
        return 'ok';
      case 'ws_send':
        if (deed.to === 'all') return done(yield* program.sendToAll(this.copied(deed.bytes)));
        return yield* this.write(this.view(deed.bytes), 'LWS_WRITE_TEXT');
      default:
        return yield* this.ofConnection(deed, this.connection(deed));
    }
  }

  private *ofConnection(deed: HandlerDeed, { wsi, session }: Caller): Blocking<Result> {
    switch (deed.do) {
      case 'status':
        session.status = Number.parseInt(deed.text, 10);
        return 'ok';
      case 'type':
        session.type = deed.text;
        return 'ok';
      case 'header':
        session.headers.push(...deed.fields);
        return 'ok';
      case 'send':
        return done(yield* sendAnswer(wsi, session, deed.bytes));
      case 'chunk':
        return done(yield* sendPiece(wsi, session, deed.bytes));
      case 'error':
        return done(yield* sendErrorPage(wsi, session, deed.status));
      case 'again': {
        const rounds = (session.rounds.get(deed) ?? 0) + 1;
        session.rounds.set(deed, rounds);
        if (rounds >= deed.times) return 'ok';
        yield* lws_callback_on_writable(wsi);
        return 'stop';
      }
      case 'timer':
        lws_set_timer_usecs(wsi, deed.us);
        return 'ok';
      case 'rx_flow':
        lws_rx_flow_control(wsi, deed.isOn);
        return 'ok';
      case 'close_reason':
        lws_close_reason(wsi, deed.code, deed.text);
        return 'ok';
      case 'close':
        yield* lws_set_timeout(wsi, LWS_TO_KILL_ASYNC);
        return 'ok';
      default:
        throw new ModelError('a deed that libwebsockets does not have', { deed: deed.do });
    }
  }

  /** The language lets no deed that needs a connection stand where there is none. */
  private connection(deed: HandlerDeed): Caller {
    if (this.caller === undefined) throw new ModelError('a deed without its connection', { deed: deed.do });
    return this.caller;
  }

  private *repeat(deeds: readonly HandlerDeed[], times: number): Blocking<Result> {
    const { home } = this.program;
    for (let round = 0; round < times; round++) {
      const begunUs = home.kernel.nowUs;
      const result = yield* this.list(deeds);
      if (result !== 'ok') return result;
      yield* afterRound(home, times, begunUs);
    }
    return 'ok';
  }

  /** `lws_write`; a program takes fewer bytes than it gave for a failure. */
  private *write(data: ByteView, kind: LwsWriteKind): Blocking<Result> {
    const sent = yield* lws_write(this.caller!.wsi, data, data.length, kind);
    return done(sent >= data.length);
  }

  /** Payload with room for a header in front; without bytes, what the callback got, where it lies. */
  private view(bytes: Uint8Array | undefined): ByteView {
    const { input, length } = this.caller!;
    if (bytes !== undefined) return withRoom(bytes);
    return isBytes(input)
      ? { buffer: input.buffer, offset: input.offset, length }
      : withRoom(new Uint8Array(0));
  }

  private copied(bytes: Uint8Array | undefined): Uint8Array {
    if (bytes !== undefined) return bytes;
    const { input, length } = this.caller!;
    return isBytes(input) ? input.buffer.slice(input.offset, input.offset + length) : new Uint8Array(0);
  }
}

function done(isDone: boolean): Result {
  return isDone ? 'ok' : 'failed';
}

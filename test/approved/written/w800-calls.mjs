/** A program that calls what a program of libwebsockets can call, and tells what came of it. */

const TAG = 'calls';
const TOKENS = ['WSI_TOKEN_HOST', 'WSI_TOKEN_GET_URI', 'WSI_TOKEN_ORIGIN'];

export function app({ log }, lws) {
  const out = new Uint8Array(lws.LWS_PRE + 70_000);
  const body = out.subarray(lws.LWS_PRE);
  const say = (...words) => log.i(TAG, words.join(' '));

  function headers(wsi) {
    for (const token of TOKENS) {
      const dest = new Uint8Array(64);
      const [whole, short] = [
        lws.lws_hdr_copy(wsi, dest, 64, token),
        lws.lws_hdr_copy(wsi, new Uint8Array(4), 4, token),
      ];
      say(token, lws.lws_hdr_total_length(wsi, token), whole, short, lws.cString(dest, 64));
    }
  }

  function* state(wsi) {
    say(
      'first',
      lws.lws_is_first_fragment(wsi),
      'final',
      lws.lws_is_final_fragment(wsi),
      'binary',
      lws.lws_frame_is_binary(wsi),
      'remaining',
      lws.lws_remaining_packet_payload(wsi),
      'buffered',
      lws.lws_partial_buffered(wsi),
      'choked',
      yield* lws.lws_send_pipe_choked(wsi),
    );
  }

  const words = {
    first: (wsi) => lws.lws_write(wsi, body, 5, 'LWS_WRITE_TEXT', { noFin: true }),
    more: (wsi) => lws.lws_write(wsi, body, 5, 'LWS_WRITE_CONTINUATION'),
    125: (wsi) => lws.lws_write(wsi, body, 125, 'LWS_WRITE_BINARY'),
    126: (wsi) => lws.lws_write(wsi, body, 126, 'LWS_WRITE_TEXT'),
    65535: (wsi) => lws.lws_write(wsi, body, 65_535, 'LWS_WRITE_BINARY'),
    65536: (wsi) => lws.lws_write(wsi, body, 65_536, 'LWS_WRITE_BINARY'),
    ping: (wsi) => lws.lws_write(wsi, body, 3, 'LWS_WRITE_PING'),
    pong: (wsi) => lws.lws_write(wsi, body, 0, 'LWS_WRITE_PONG'),
    none: (wsi) => lws.lws_write(wsi, body, 0, 'LWS_WRITE_TEXT'),
    raw: (wsi) => lws.lws_write(wsi, body, 4, 'LWS_WRITE_HTTP'),
    // Timers and time-outs.
    *timer(wsi) {
      lws.lws_set_timer_usecs(wsi, 20_000);
      return 0;
    },
    *'no-timer'(wsi) {
      lws.lws_set_timer_usecs(wsi, 20_000);
      lws.lws_set_timer_usecs(wsi, -1);
      return 0;
    },
    *timeout(wsi) {
      yield* lws.lws_set_timeout(wsi, 1);
      return 0;
    },
    *'no-timeout'(wsi) {
      yield* lws.lws_set_timeout(wsi, 1);
      yield* lws.lws_set_timeout(wsi, 0);
      return 0;
    },
    *'kill-later'(wsi) {
      yield* lws.lws_set_timeout(wsi, -1);
      return 0;
    },
    *stop(wsi) {
      lws.lws_rx_flow_control(wsi, false);
      lws.lws_set_timer_usecs(wsi, 50_000);
      return 0;
    },
    *reason(wsi) {
      lws.lws_close_reason(wsi, 1001, 'going');
      return -1;
    },
    *'empty-reason'(wsi) {
      lws.lws_close_reason(wsi, 1000);
      return -1;
    },
    *'twice-writable'(wsi) {
      return (yield* lws.lws_callback_on_writable(wsi)) + (yield* lws.lws_callback_on_writable(wsi));
    },
  };

  const protocol = {
    name: 'calls',
    per_session_data_size: 8,
    rx_buffer_size: 64,
    *callback(wsi, reason, user, input, len) {
      switch (reason) {
        case 'LWS_CALLBACK_HTTP': {
          headers(wsi);
          say('protocol', lws.lws_get_protocol(wsi)?.name, 'context', lws.lws_get_context(wsi) !== undefined);
          const path = lws.cString(input, len);
          if (path === '/status') return yield* lws.lws_return_http_status(wsi, 503, 'later');
          if (path === '/moved') return yield* lws.lws_return_http_status(wsi, 301);
          if (path === '/dummy') return yield* lws.lws_callback_http_dummy(wsi, reason);
          const [start, room] = path === '/small' ? [0, 30] : [0, 400];
          const at = { buffer: body, p: start, end: room };
          const full = [
            lws.lws_add_http_common_headers(wsi, 200, path === '/typeless' ? null : 'text/plain', 5, at),
            lws.lws_add_http_header_by_name(wsi, 'x-own:', 'value', at),
          ];
          say('headers', ...full, at.p);
          if (full[0] !== 0) return 1;
          say('finalized', yield* lws.lws_finalize_write_http_header(wsi, start, at));
          say(
            'written',
            yield* lws.lws_write(wsi, new TextEncoder().encode('hello'), 5, 'LWS_WRITE_HTTP_FINAL'),
          );
          return (yield* lws.lws_http_transaction_completed(wsi)) !== 0 ? -1 : 0;
        }
        case 'LWS_CALLBACK_ESTABLISHED':
          headers(wsi);
          return 0;
        case 'LWS_CALLBACK_RECEIVE': {
          yield* state(wsi);
          const word = lws.cString(input, len);
          const deed = words[word];
          if (deed === undefined) return 0;
          const result = yield* deed(wsi);
          say(word, result);
          return result === -1 && word.endsWith('reason') ? -1 : 0;
        }
        case 'LWS_CALLBACK_TIMER':
          say('timer at', lws.timeUs());
          lws.lws_rx_flow_control(wsi, true);
          return 0;
        case 'LWS_CALLBACK_SERVER_WRITEABLE':
          say('writable');
          return 0;
        default:
          return 0;
      }
    },
  };
  return { protocols: [protocol] };
}

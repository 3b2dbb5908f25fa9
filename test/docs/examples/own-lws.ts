import type { LwsApi, LwsAppContext, LwsContextHandle } from '../../../sim/index.js';
import type { LwsProtocols, LwsUserApp } from '../../../sim/index.js';

const TAG = 'own';

export const app: LwsUserApp = ({ log, settings }: LwsAppContext, lws: LwsApi) => {
  const message = new Uint8Array(lws.LWS_PRE + 16);
  let isFresh = false;

  const ticks: LwsProtocols = {
    name: 'ticks',
    per_session_data_size: 4,
    rx_buffer_size: 1024,
    *callback(wsi, reason, user, input, len) {
      switch (reason) {
        case 'LWS_CALLBACK_ESTABLISHED':
          user['sent'] = 0;
          break;
        case 'LWS_CALLBACK_RECEIVE':
          log.i(TAG, `got ${lws.cString(input, len)}`);
          break;
        case 'LWS_CALLBACK_SERVER_WRITEABLE': {
          const sent = Number(user['sent']) + 1;
          const text = `tick ${sent}`;
          message.set(new TextEncoder().encode(text), lws.LWS_PRE);
          const m = yield* lws.lws_write(wsi, message.subarray(lws.LWS_PRE), text.length, 'LWS_WRITE_TEXT');
          if (m < text.length) return -1;
          user['sent'] = sent;
          break;
        }
        default:
          break;
      }
      return 0;
    },
  };

  function* producer() {
    for (;;) {
      yield* lws.delayMs(Number(settings['every_ms']));
      isFresh = true;
    }
  }

  return {
    protocols: [ticks],
    *init() {
      yield* lws.xTaskCreate('producer', 2048, 2, producer());
    },
    *loop(context: LwsContextHandle) {
      if (!isFresh) return;
      isFresh = false;
      yield* lws.lws_callback_on_writable_all_protocol(context, ticks);
    },
  };
};

import type { AppContext, FirmwareApi, httpd_req_t, UserApp } from '../../../sim/index.js';

const TAG = 'own-firmware';
const PIECES = 20;

export const app: UserApp = ({ log, settings }: AppContext, esp: FirmwareApi) => {
  const piece = new Uint8Array(512).fill(0x78);

  function* log_get(req: httpd_req_t) {
    log.i(TAG, 'sending the log');
    esp.httpd_resp_set_type(req, 'text/plain');
    for (let i = 0; i < PIECES; i++) {
      const err = yield* esp.httpd_resp_send_chunk(req, piece, piece.length);
      if (err !== esp.ESP_OK) return err;
      yield* esp.delayMs(Number(settings['pause_ms']));
    }
    return yield* esp.httpd_resp_send_chunk(req, null, 0);
  }

  return {
    config: { lru_purge_enable: true },
    register(server) {
      esp.httpd_register_uri_handler(server, { uri: '/log', method: esp.HTTP_GET, handler: log_get });
    },
  };
};

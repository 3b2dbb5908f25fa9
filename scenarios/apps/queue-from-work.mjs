/**
 * GET /burst queues one work, and that work queues seven more: one more than the control socket's mailbox takes.
 *
 * With CONFIG_HTTPD_QUEUE_WORK_BLOCKING the last of them waits for room in the mailbox, in the only task that could make some.
 */

const WORKS = 7;

export const app = ({ log }, esp) => {
  const TAG = 'burst';

  function* small() {}

  function* large(server) {
    for (let i = 1; i <= WORKS; i++) {
      log.i(TAG, `queueing ${i} of ${WORKS}`);
      const result = yield* esp.httpd_queue_work(server, small, undefined);
      log.i(TAG, `httpd_queue_work: ${result}`);
    }
  }

  function* burst(req) {
    yield* esp.httpd_queue_work(req.handle, large, req.handle);
    return yield* esp.httpd_resp_sendstr(req, 'queued\n');
  }

  return {
    register(server) {
      esp.httpd_register_uri_handler(server, { uri: '/burst', method: esp.HTTP_GET, handler: burst });
    },
  };
};

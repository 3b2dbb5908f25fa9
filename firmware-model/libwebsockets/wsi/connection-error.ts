/** Telling the application, once, that its client connection came to nothing (`lws_inform_client_conn_fail`). */

import type { Blocking } from '../../../sim/kernel/task.js';
import { viewOfText } from '../io/byte-view.js';
import { callUser } from '../callback/callback.js';
import type { LwsWsi } from './wsi.js';

/** `len` differs from the text's length where lws counts its NUL. */
export function* informConnectionFailed(wsi: LwsWsi, why: string, len = why.length): Blocking<void> {
  if (wsi.alreadyDidConnectionError) return;
  wsi.alreadyDidConnectionError = true;
  if (wsi.protocol === undefined || wsi.client?.suppressConnectionError === true) return;
  const input = viewOfText(len > why.length ? `${why}\0` : why);
  yield* callUser(wsi, 'LWS_CALLBACK_CLIENT_CONNECTION_ERROR', input, len);
}

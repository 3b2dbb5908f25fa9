/** libwebsockets as applications and devices see it. */

export * from './api.js';
export { cString, viewOfText, type ByteView } from './io/byte-view.js';
export type { LwsCallbackReason } from './callback/callback-reasons.js';
export type { LwsClientConnectInfo } from './client/client-connection.js';
export type { LwsContext } from './context/context.js';
export { lws_create_context } from './context/create-context.js';
export { lws_context_destroy } from './context/destroy-context.js';
export { LLL_ERR, LLL_NOTICE, LLL_USER, LLL_WARN } from './context/lws-log.js';
export type { LwsBuild, LwsPlatform } from './context/platform.js';
export { lws_cancel_service } from './service/pipe.js';
export {
  CONTEXT_PORT_NO_LISTEN,
  isBytes,
  type CallbackInput,
  type LwsContextCreationInfo,
  type LwsProtocol,
  type SessionData,
} from './context/protocol.js';
export { lws_rx_flow_control } from './io/rx-flow.js';
export { lws_service } from './service/service.js';
export { FREE_HEAP_BYTES, LWS_PRE } from './sizes.js';
export { lws_set_timer_usecs } from './service/timeouts.js';
export { BOOT_UNIX_SECS, WallClock } from './context/wall-clock.js';
export { lws_close_reason } from './ws/control-frames.js';
export type { LwsWsi } from './wsi/wsi.js';

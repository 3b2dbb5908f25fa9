/** libwebsockets as applications and devices see it. */

export * from './api.js';
export { cString, viewOfText, type ByteView } from './byte-view.js';
export type { LwsCallbackReason } from './callback-reasons.js';
export type { LwsClientConnectInfo } from './client/client-connection.js';
export type { LwsContext } from './context.js';
export { lws_create_context } from './create-context.js';
export { lws_context_destroy } from './destroy-context.js';
export { LLL_ERR, LLL_NOTICE, LLL_USER, LLL_WARN } from './lws-log.js';
export type { LwsBuild, LwsPlatform } from './platform.js';
export { lws_cancel_service } from './pipe.js';
export {
  CONTEXT_PORT_NO_LISTEN,
  isBytes,
  type CallbackInput,
  type LwsContextCreationInfo,
  type LwsProtocol,
  type SessionData,
} from './protocol.js';
export { lws_rx_flow_control } from './rx-flow.js';
export { lws_service } from './service.js';
export { FREE_HEAP_BYTES, LWS_PRE } from './sizes.js';
export { lws_set_timer_usecs } from './timeouts.js';
export { BOOT_UNIX_SECS, WallClock } from './wall-clock.js';
export { lws_close_reason } from './ws/control-frames.js';
export type { LwsWsi } from './wsi.js';

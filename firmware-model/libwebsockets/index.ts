/** libwebsockets as applications and devices see it. */

export * from './api.js';
export { cString } from './io/byte-view.js';
export type { LwsCallbackReason } from './callback/callback-reasons.js';
export { lws_create_context } from './context/create-context.js';
export { lws_context_destroy } from './context/destroy-context.js';
export type { LwsPlatform } from './context/platform.js';
export { CONTEXT_PORT_NO_LISTEN, isBytes, type CallbackInput } from './context/protocol.js';
export { lws_service } from './service/service.js';
export { FREE_HEAP_BYTES, LWS_PRE } from './sizes.js';
export * from './tls/client-flags.js';
export { WallClock } from './context/wall-clock.js';
export type { LwsWsi, LwsContext, LwsProtocol } from './wsi/wsi.js';

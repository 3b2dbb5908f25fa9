/** libwebsockets as applications and devices see it. */

export * from './api.js';
export { cString } from './io/byte-view.js';
export type { LwsCallbackReason } from './callback/callback-reasons.js';
export { lws_create_context } from './context/create-context.js';
export { lws_context_destroy } from './context/destroy-context.js';
export type { LwsPlatform } from './context/platform.js';
export { CONTEXT_PORT_NO_LISTEN, isBytes, type CallbackInput } from './context/protocol.js';
export * from './http/answer-headers.js';
export { lws_rx_flow_control } from './io/rx-flow.js';
export * from './service/foreign-task.js';
export { lws_cancel_service } from './service/pipe.js';
export { lws_service } from './service/service.js';
export { lws_close_reason } from './ws/control-frames.js';
export * from './wsi-api.js';
export type { ByteView } from './io/byte-view.js';
export type { HeaderSpace, SessionData } from './context/protocol.js';
export type { LwsWriteKind } from './io/write-protocol.js';
export type { HeaderToken } from './http/header-tokens.js';
export { LWS_PRE } from './sizes.js';
export * from './tls/client-flags.js';
export { WallClock } from './context/wall-clock.js';
export type { LwsContextCreationInfo, LwsWsi, LwsContext, LwsProtocol } from './wsi/wsi.js';

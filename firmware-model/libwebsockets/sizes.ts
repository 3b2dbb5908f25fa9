/** Sizes and limits of libwebsockets as the SDK builds it. W = components/websockets/libwebsockets of the SDK. */

/** Room in front of data for a frame header: `_LWS_PAD(4 + 10 + 2)` (W/include/libwebsockets/lws-write.h:42). */
export const LWS_PRE = 16;

/** Bytes of the service buffer on FreeRTOS (W/lib/core/context.c:399). */
export const PT_SERV_BUF_SIZE = 2048;

/** Most fds of a context: `getdtablesize()` on FreeRTOS (W/include/libwebsockets.h:167). */
export const MAX_FDS = 30;

/** Bytes of a pointer of the device. */
export const POINTER_BYTES = 4;

/** Backlog of the listener: SOMAXCONN of the FreeRTOS port (W/lib/plat/freertos/private-lib-plat-freertos.h). */
export const SOMAXCONN = 3;

/** Bytes for the headers of one request (W/lib/core/private-lib-core.h:80). */
export const LWS_DEF_HEADER_LEN = 4096;

/** Longest payload of a control frame (W/lib/roles/ws/private-lib-roles-ws.h:90). */
export const CONTROL_PAYLOAD_MAX = 125;

/** Length from which a client's Sec-WebSocket-Key is too long (W/lib/core/private-lib-core.h:104). */
export const MAX_WEBSOCKET_04_KEY_LEN = 128;

export const US_PER_SEC = 1_000_000;

/** Default timeouts in seconds: W/lib/core/context.c:1039, W/lib/core-net/vhost.c:672, 718, 723. */
export const DEFAULT_TIMEOUT_SECS = 15;
export const DEFAULT_CONNECT_TIMEOUT_SECS = 20;
export const DEFAULT_KEEPALIVE_TIMEOUT_SECS = 5;
export const DEFAULT_AH_IDLE_SECS = 10;

/** Default validity policy, seconds (W/lib/core/context.c:1097). */
export const DEFAULT_VALID_PING_SECS = 300;
export const DEFAULT_VALID_HANGUP_SECS = 310;

/** Seconds to flush, to send a CLOSE and to wait for its answer (W/lib/core-net/close.c, W/lib/roles/ws/ops-ws.c). */
export const FLUSH_BEFORE_CLOSE_SECS = 5;
export const CLOSE_SEND_SECS = 5;
export const CLOSE_ACK_SECS = 5;
/** Seconds that a client keeps trying to answer the server's CLOSE (W/lib/roles/ws/client-parser-ws.c:431). */
export const CLIENT_CLOSE_SEND_SECS = 3;
/** Seconds for the rest of a connection that hung up with data still buffered (W/lib/core-net/service.c:715). */
export const HUNG_UP_SECS = 3;

/** What a context takes before its first line, its tables of fds, and a vhost; as the reference traces show them. */
export const CONTEXT_BYTES = { context: 3904, fds: 384, vhost: 384 } as const;
/** Blocks of lws on the 32-bit target, as the reference traces show them. */
export const HEAP_BYTES = { wsi: 752, headers: 700, websocket: 316 } as const;
/** What lws allocates behind the buffer for received payload. */
export const RX_BUFFER_TAIL_BYTES = 4;
/** A client's `client_info_stash` without the texts behind it. */
export const STASH_BYTES = 37;

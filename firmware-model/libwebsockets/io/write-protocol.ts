/** What is being written (`enum lws_write_protocol`, lws-write.h). */

/** Kinds of data for `lws_write`, spelled as in C. */
export type LwsWriteKind =
  | 'LWS_WRITE_TEXT'
  | 'LWS_WRITE_BINARY'
  | 'LWS_WRITE_CONTINUATION'
  | 'LWS_WRITE_HTTP'
  | 'LWS_WRITE_PING'
  | 'LWS_WRITE_PONG'
  | 'LWS_WRITE_CLOSE'
  | 'LWS_WRITE_HTTP_FINAL'
  | 'LWS_WRITE_HTTP_HEADERS'
  | 'LWS_WRITE_HTTP_HEADERS_CONTINUATION';

export interface LwsWrite {
  readonly kind: LwsWriteKind;
  /** `LWS_WRITE_NO_FIN`: more of the message follows. */
  readonly noFin: boolean;
}

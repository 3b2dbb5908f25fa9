/**
 * `esp_err_t`: numeric result codes of ESP-IDF, with the names that its log lines print.
 *
 * Source: components/esp_common/include/esp_err.h, esp_http_server.h (ESP_ERR_HTTPD_BASE 0xb000).
 * Modelled: the codes that esp_http_server and its applications return. Absent: codes of all other components.
 */

/** A result code; 0 is success. */
export type esp_err_t = number;

export const ESP_OK = 0;
export const ESP_FAIL = -1;
export const ESP_ERR_NO_MEM = 0x101;
export const ESP_ERR_INVALID_ARG = 0x102;
export const ESP_ERR_INVALID_STATE = 0x103;
export const ESP_ERR_INVALID_SIZE = 0x104;
export const ESP_ERR_NOT_FOUND = 0x105;
export const ESP_ERR_NOT_SUPPORTED = 0x106;
export const ESP_ERR_TIMEOUT = 0x107;
export const ESP_ERR_INVALID_RESPONSE = 0x108;
export const ESP_ERR_INVALID_CRC = 0x109;
export const ESP_ERR_INVALID_VERSION = 0x10a;

/** All places for URI handlers are taken. */
export const ESP_ERR_HTTPD_HANDLERS_FULL = 0xb001;
/** A handler for this URI and method is there already. */
export const ESP_ERR_HTTPD_HANDLER_EXISTS = 0xb002;
export const ESP_ERR_HTTPD_INVALID_REQ = 0xb003;
/** The result did not fit the buffer and was cut. */
export const ESP_ERR_HTTPD_RESULT_TRUNC = 0xb004;
/** Response header too large, or too many of them. */
export const ESP_ERR_HTTPD_RESP_HDR = 0xb005;
export const ESP_ERR_HTTPD_RESP_SEND = 0xb006;
export const ESP_ERR_HTTPD_ALLOC_MEM = 0xb007;
/** The server task could not be created. */
export const ESP_ERR_HTTPD_TASK = 0xb008;

const NAMES: ReadonlyMap<esp_err_t, string> = new Map([
  [ESP_OK, 'ESP_OK'],
  [ESP_FAIL, 'ESP_FAIL'],
  [ESP_ERR_NO_MEM, 'ESP_ERR_NO_MEM'],
  [ESP_ERR_INVALID_ARG, 'ESP_ERR_INVALID_ARG'],
  [ESP_ERR_INVALID_STATE, 'ESP_ERR_INVALID_STATE'],
  [ESP_ERR_INVALID_SIZE, 'ESP_ERR_INVALID_SIZE'],
  [ESP_ERR_NOT_FOUND, 'ESP_ERR_NOT_FOUND'],
  [ESP_ERR_NOT_SUPPORTED, 'ESP_ERR_NOT_SUPPORTED'],
  [ESP_ERR_TIMEOUT, 'ESP_ERR_TIMEOUT'],
  [ESP_ERR_INVALID_RESPONSE, 'ESP_ERR_INVALID_RESPONSE'],
  [ESP_ERR_INVALID_CRC, 'ESP_ERR_INVALID_CRC'],
  [ESP_ERR_INVALID_VERSION, 'ESP_ERR_INVALID_VERSION'],
  [ESP_ERR_HTTPD_HANDLERS_FULL, 'ESP_ERR_HTTPD_HANDLERS_FULL'],
  [ESP_ERR_HTTPD_HANDLER_EXISTS, 'ESP_ERR_HTTPD_HANDLER_EXISTS'],
  [ESP_ERR_HTTPD_INVALID_REQ, 'ESP_ERR_HTTPD_INVALID_REQ'],
  [ESP_ERR_HTTPD_RESULT_TRUNC, 'ESP_ERR_HTTPD_RESULT_TRUNC'],
  [ESP_ERR_HTTPD_RESP_HDR, 'ESP_ERR_HTTPD_RESP_HDR'],
  [ESP_ERR_HTTPD_RESP_SEND, 'ESP_ERR_HTTPD_RESP_SEND'],
  [ESP_ERR_HTTPD_ALLOC_MEM, 'ESP_ERR_HTTPD_ALLOC_MEM'],
  [ESP_ERR_HTTPD_TASK, 'ESP_ERR_HTTPD_TASK'],
]);

/** Name of a result code, as ESP-IDF's function of the same name prints it; `UNKNOWN ERROR` outside the list. */
export function esp_err_to_name(code: esp_err_t): string {
  return NAMES.get(code) ?? 'UNKNOWN ERROR';
}

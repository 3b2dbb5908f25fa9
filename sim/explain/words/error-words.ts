/** Error numbers that users see in a log, or their program gets: errno, esp_err_t, results of httpd_req_recv, lwIP's own. */

import type { WordMeaning } from './word-meaning.js';

const errno = (number: number, name: string, about: string, shownBy?: string): WordMeaning => ({
  names: [String(number), name, `errno ${number}`, ...(name === 'EAGAIN' ? ['EWOULDBLOCK'] : [])],
  kind: `errno ${number}, ${name} (newlib's numbers: not those of Linux)`,
  about,
  ...(shownBy === undefined ? {} : { shownBy }),
});

const ERRNOS: readonly WordMeaning[] = [
  errno(5, 'EIO', 'the driver or a lower layer failed'),
  errno(
    9,
    'EBADF',
    'no such descriptor: it was closed, often by another task',
    'descriptor-closed-by-another-task',
  ),
  errno(
    11,
    'EAGAIN',
    'a time-out: nothing came, or nothing could be sent, for recv_wait_timeout or send_wait_timeout',
    'broadcast-slow-reader',
  ),
  errno(12, 'ENOMEM', 'no memory, or no segment of the pool'),
  errno(22, 'EINVAL', 'an argument that makes no sense, or a socket in a state that does not allow it'),
  errno(
    23,
    'ENFILE',
    'the socket table is full (CONFIG_LWIP_MAX_SOCKETS); accept() hangs up on the client, socket() fails',
    'browser-fills-socket-table',
  ),
  errno(95, 'EOPNOTSUPP', 'the socket is of a kind that can not do that'),
  errno(
    104,
    'ECONNRESET',
    'the peer sent RST: harmless where a client left in a hurry',
    'client-resets-after-each-answer',
  ),
  errno(105, 'ENOBUFS', 'no memory for a netconn or a buffer'),
  errno(109, 'ENOPROTOOPT', 'an option that is not built in'),
  errno(
    112,
    'EADDRINUSE',
    'the port is taken: another server, or TIME_WAIT without SO_REUSE',
    'two-servers-one-control-port',
  ),
  errno(
    113,
    'ECONNABORTED',
    'the stack ended the connection: keep-alive or retransmissions came to their end; at accept(): its client gave up',
    'clients-vanish-recv-113',
  ),
  errno(
    111,
    'ECONNREFUSED',
    'lwIP has it not: connect() to a port where nothing listens fails with 104 (ECONNRESET)',
  ),
  errno(
    116,
    'ETIMEDOUT',
    'lwIP has it not: a time-out is 11 (EAGAIN), a connection given up 113 (ECONNABORTED)',
  ),
  errno(118, 'EHOSTUNREACH', 'no way to the peer'),
  errno(119, 'EINPROGRESS', 'connect() is under way'),
  errno(120, 'EALREADY', 'connect() is under way already'),
  errno(127, 'EISCONN', 'connected already'),
  errno(
    128,
    'ENOTCONN',
    'not connected any more: follows 104 or 113 on the same socket',
    'log-websockets-in-rapid-succession',
  ),
];

const esp = (names: readonly string[], about: string): WordMeaning => ({
  names,
  kind: `esp_err_t ${names[0]!}`,
  about,
});

const ESP_ERRORS: readonly WordMeaning[] = [
  esp(['ESP_FAIL', '-1'], 'something failed; the line before says what'),
  esp(['ESP_ERR_NO_MEM', '257', '0x101'], 'the heap has no such block left'),
  esp(['ESP_ERR_INVALID_ARG', '258', '0x102'], 'an argument is NULL or out of range'),
  esp(
    ['ESP_ERR_INVALID_STATE', '259', '0x103'],
    'not now: the session is none of the server any more, or no websocket yet',
  ),
  esp(['ESP_ERR_INVALID_SIZE', '260', '0x104'], "the message is longer than the handler's buffer"),
  esp(['ESP_ERR_NOT_FOUND', '261', '0x105'], 'no such thing: a header, a query, a session'),
  esp(['ESP_ERR_TIMEOUT', '263', '0x107'], 'it took too long'),
  esp(['ESP_ERR_HTTPD_HANDLERS_FULL', '45057', '0xb001'], 'max_uri_handlers is too small'),
  esp(
    ['ESP_ERR_HTTPD_HANDLER_EXISTS', '45058', '0xb002'],
    'a handler of this URI and method is there already',
  ),
  esp(['ESP_ERR_HTTPD_INVALID_REQ', '45059', '0xb003'], 'the request is none, or none any more'),
  esp(['ESP_ERR_HTTPD_RESULT_TRUNC', '45060', '0xb004'], 'the value does not fit into the buffer'),
  esp(['ESP_ERR_HTTPD_RESP_HDR', '45061', '0xb005'], 'more than max_resp_headers headers, or too long ones'),
  esp(
    ['ESP_ERR_HTTPD_RESP_SEND', '45062', '0xb006'],
    'the answer could not be sent: the client left or does not read',
  ),
  esp(['ESP_ERR_HTTPD_ALLOC_MEM', '45063', '0xb007'], 'no memory for the server'),
  esp(['ESP_ERR_HTTPD_TASK', '45064', '0xb008'], 'no memory for the task of the server'),
];

const received = (number: number, name: string, about: string): WordMeaning => ({
  names: [name, String(number)],
  kind: `${name} (${number}, of httpd_req_recv, httpd_socket_recv and httpd_socket_send)`,
  about,
});

const SOCKET_ERRORS: readonly WordMeaning[] = [
  received(-1, 'HTTPD_SOCK_ERR_FAIL', 'the connection is gone: return ESP_FAIL, and the session ends'),
  received(-2, 'HTTPD_SOCK_ERR_INVALID', 'no buffer, or a request that is none any more'),
  received(
    -3,
    'HTTPD_SOCK_ERR_TIMEOUT',
    'nothing came for recv_wait_timeout (5 s): try again, but not for ever, the server waits meanwhile',
  ),
];

const lwip = (number: number, name: string, about: string): WordMeaning => ({
  names: [name, `err_t ${number}`],
  kind: `err_t ${name} (${number}, of lwIP's raw and netconn API)`,
  about,
});

const LWIP_ERRORS: readonly WordMeaning[] = [
  lwip(-1, 'ERR_MEM', 'no memory, or the send buffer or queue is full; errno 12 on a socket'),
  lwip(-2, 'ERR_BUF', 'no buffer; errno 105 on a socket'),
  lwip(-3, 'ERR_TIMEOUT', 'a time-out; errno 11 on a socket'),
  lwip(-4, 'ERR_RTE', 'no way to the peer; errno 118 on a socket'),
  lwip(-5, 'ERR_INPROGRESS', 'connect() is under way; errno 119 on a socket'),
  lwip(-6, 'ERR_VAL', 'a value that makes no sense; errno 22 on a socket'),
  lwip(-7, 'ERR_WOULDBLOCK', 'it would have to wait; errno 11 on a socket'),
  lwip(-8, 'ERR_USE', 'the port is taken; errno 112 on a socket'),
  lwip(-9, 'ERR_ALREADY', 'connect() is under way already; errno 120 on a socket'),
  lwip(-10, 'ERR_ISCONN', 'connected already; errno 127 on a socket'),
  lwip(-11, 'ERR_CONN', 'not connected; errno 128 on a socket'),
  lwip(-12, 'ERR_IF', 'the network interface failed; errno -1 on a socket'),
  lwip(-13, 'ERR_ABRT', 'the stack ended the connection; errno 113 on a socket'),
  lwip(-14, 'ERR_RST', 'the peer sent RST; errno 104 on a socket'),
  lwip(-15, 'ERR_CLSD', 'the connection is closed; errno 128 on a socket'),
  lwip(-16, 'ERR_ARG', 'an argument that makes no sense; errno 5 on a socket'),
];

/** All of them. */
export const ERROR_WORDS: readonly WordMeaning[] = [
  ...ERRNOS,
  ...ESP_ERRORS,
  ...SOCKET_ERRORS,
  ...LWIP_ERRORS,
];

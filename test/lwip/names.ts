/** errno names as the tests read them. */

export {
  EWOULDBLOCK as EAGAIN,
  ECONNRESET,
  EHOSTUNREACH,
  EINPROGRESS,
  ENOPROTOOPT,
  ENOTCONN,
  Err,
} from '../../sim/lwip/core/errno.js';

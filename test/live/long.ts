/** Longer variants of live tests (minutes at wall speed, 10,000 connections): with LWIP_TWIN_LONG in the environment. */
export const LONG = (process.env['LWIP_TWIN_LONG'] ?? '') !== '';

/** Ports that have a meaning (IANA), and where ephemeral ones begin. */

export const HTTP_PORT = 80;
export const HTTPS_PORT = 443;
export const MQTT_PORT = 1883;
/** First local port of a simulated client (RFC 6335, section 6). */
export const FIRST_CLIENT_PORT = 49_152;

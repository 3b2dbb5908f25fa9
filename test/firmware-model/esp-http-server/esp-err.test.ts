/** Result codes have the numbers and names of esp_err.h and esp_http_server.h: applications print both. */

import { expect, it } from 'vitest';

import * as codes from '../../../firmware-model/esp-http-server/esp-err.js';

const { esp_err_to_name, ...byName } = codes;

it('numbers', () => {
  const general = Object.entries(byName).filter(([name]) => !name.includes('HTTPD'));
  expect(general.map(([, code]) => code).sort((a, b) => a - b)).toEqual([
    ...[-1, 0],
    ...Array.from({ length: 10 }, (_, i) => 0x101 + i),
  ]);
  expect(byName).toMatchObject({
    ESP_ERR_NO_MEM: 0x101,
    ESP_ERR_INVALID_ARG: 0x102,
    ESP_ERR_INVALID_STATE: 0x103,
    ESP_ERR_INVALID_SIZE: 0x104,
    ESP_ERR_NOT_FOUND: 0x105,
    ESP_ERR_NOT_SUPPORTED: 0x106,
    ESP_ERR_TIMEOUT: 0x107,
    ESP_ERR_INVALID_RESPONSE: 0x108,
    ESP_ERR_INVALID_CRC: 0x109,
    ESP_ERR_INVALID_VERSION: 0x10a,
    ESP_ERR_HTTPD_HANDLERS_FULL: 0xb001,
    ESP_ERR_HTTPD_HANDLER_EXISTS: 0xb002,
    ESP_ERR_HTTPD_INVALID_REQ: 0xb003,
    ESP_ERR_HTTPD_RESULT_TRUNC: 0xb004,
    ESP_ERR_HTTPD_RESP_HDR: 0xb005,
    ESP_ERR_HTTPD_RESP_SEND: 0xb006,
    ESP_ERR_HTTPD_ALLOC_MEM: 0xb007,
    ESP_ERR_HTTPD_TASK: 0xb008,
  });
});

it('names', () => {
  for (const [name, code] of Object.entries(byName)) expect(esp_err_to_name(code)).toBe(name);
  expect(esp_err_to_name(0x10c)).toBe('UNKNOWN ERROR');
});

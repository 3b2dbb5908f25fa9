/**
 * What is published of the time that chips spend. A figure is here only if somebody has measured or bounded it on that
 * chip; what nobody has takes no time, and the summary names it. docs/cpu.md has the table, with what the model makes
 * of it.
 */

import type { CpuFigure, CpuPreset } from '../../sim/document/device-cpu.js';

const us = (ms: number): number => ms * 1000;
const figure = (value: number, source: string): CpuFigure => ({ value, source });

const UART_BAUD = 115_200;
const ESP_UART = {
  baud: UART_BAUD,
  fifoBytes: 128,
  source: 'CONFIG_ESP_CONSOLE_UART_BAUDRATE and SOC_UART_FIFO_LEN of ESP-IDF',
};

/** The bound that ESP-IDF's own tests set for the chip: no slower than this. */
function rsaBound(ms: number, chip: string): CpuFigure {
  const file = `components/idf_test/include/${chip}/idf_performance_target.h`;
  return figure(us(ms), `ESP-IDF v5.1 to v5.5, ${file}: the most that a private operation may take`);
}

/** Signing takes one multiplication of the base point, an ECDH operation one of a point: taken as equal. */
const P256_ON_ESP32 = figure(
  us(389),
  'espressif/esp-idf#1177: a P-256 signature takes 194.4 ms in software and twice that with MPI hardware, the default; an operation of ECDH taken as one signature',
);

/** Accept to established takes 0.915 s with a P-256 key: a key share, a signature, a shared secret. */
const P256_ON_W800 = figure(
  us(305),
  "the log in the README of the SDK's websocket example: 0.915 s from accept to established, in three equal parts",
);

export const CPU_PRESETS: readonly CpuPreset[] = [
  {
    chip: 'esp32',
    about: 'ESP32 at 240 MHz',
    uart: ESP_UART,
    figures: {
      log_line: figure(350, "the time stamps in the log of ws_echo_server's README, less the UART's time"),
      handler: figure(us(8), 'espressif/esp-idf#7328: a handler that answers 300 bytes of JSON'),
      key_share: P256_ON_ESP32,
      shared_secret: P256_ON_ESP32,
      sign_ec: P256_ON_ESP32,
      sign_rsa: rsaBound(450, 'esp32'),
    },
  },
  {
    chip: 'esp32-s3',
    about: 'ESP32-S3 at 240 MHz',
    uart: ESP_UART,
    figures: {
      sign_rsa: rsaBound(490, 'esp32s3'),
      verify: figure(
        us(302.09),
        'espressif/esp-idf#19027: ecdsa_verify P-256, ESP-IDF v6.0.2, MPI hardware on',
      ),
      bytes_per_second: figure(
        1_650_000,
        'espressif/esp-idf#12729: POST upwards runs at 1.5 to 1.8 MB/s, all that the device does with a byte included',
      ),
    },
  },
  {
    chip: 'esp32-c3',
    about: 'ESP32-C3 at 160 MHz',
    uart: ESP_UART,
    figures: { sign_rsa: rsaBound(210, 'esp32c3') },
  },
  {
    chip: 'w800',
    about: 'W800 at 240 MHz',
    uart: {
      baud: UART_BAUD,
      fifoBytes: 32,
      source:
        'components/wm_dt/config/w800/device_table.toml of the SDK (115200 baud); 32 bytes of FIFO by the data sheet',
    },
    figures: { key_share: P256_ON_W800, shared_secret: P256_ON_W800, sign_ec: P256_ON_W800 },
  },
];

/** Addresses of the simulated network (test/conformance/README.md, "The probe client"). */

import type { Ipv4 } from '../../sim/wire/segment.js';

/** 192.168.4.2: the device. */
export const DEVICE_IP: Ipv4 = 0xc0a8_0402;

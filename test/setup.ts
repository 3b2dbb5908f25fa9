/** Hands the language its firmware, as every program does. */

import '../sim/run/firmware.js';

/** Property tests judge a change by the same inputs each time; `LWIP_TWIN_TEST_SEED=random npm test` looks for new ones. */

import fc from 'fast-check';

const SEED = 1;
const wanted = process.env['LWIP_TWIN_TEST_SEED'];

if (wanted !== 'random') fc.configureGlobal({ seed: wanted === undefined ? SEED : Number(wanted) });

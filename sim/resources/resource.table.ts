/** Written by `npm run machines` from resource.machine.ts, where the states are explained. */

import { defineLifecycle } from '../kernel/lifecycle.js';

export type ResourceState = 'available' | 'exhausted';

export type ResourceEvent = 'refuse' | 'release';

export const RESOURCE_LIFECYCLE = defineLifecycle<ResourceState, ResourceEvent>({
  id: 'resource',
  initial: 'available',
  table: {
    available: { refuse: 'exhausted', release: null },
    exhausted: { refuse: null, release: 'available' },
  },
  load: () => import('./resource.machine.js').then(({ resourceMachine }) => resourceMachine),
});

/** Life of a limited resource: it has room, or somebody has been turned away since it last gave one back. */

import { defineLifecycle } from '../kernel/lifecycle.js';

export type ResourceState = 'available' | 'exhausted';
export type ResourceEvent = 'refuse' | 'release';

export const RESOURCE_LIFECYCLE = defineLifecycle<ResourceState, ResourceEvent>('resource', 'available', {
  available: { refuse: 'exhausted' },
  exhausted: { release: 'available' },
});

/** Life of a limited resource: it has room, or somebody has been turned away since it last gave one back. */

import { setup } from 'xstate';

export const resourceMachine = setup({
  types: { events: {} as { type: 'refuse' | 'release' } },
}).createMachine({
  id: 'resource',
  initial: 'available',
  states: {
    available: { on: { refuse: 'exhausted', release: {} } },
    exhausted: { on: { refuse: {}, release: 'available' } },
  },
});

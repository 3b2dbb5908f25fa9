/**
 * lws's timers: a list of callbacks sorted by the wall-clock microsecond at which each is due
 * (lib/core-net/sorted-usec-list.c).
 *
 * The service loop runs those that are due and never sleeps past the first one. Because the times are the wall clock's,
 * setting it forward makes everything due and setting it back freezes all timers.
 */

import type { Blocking } from '../../../sim/kernel/task.js';

/** One timer (`lws_sorted_usec_list_t`). */
export class SortedUsec {
  /** Wall-clock microseconds at which it is due, while scheduled. */
  us = 0;
  scheduled = false;

  constructor(readonly callback: () => Blocking<void>) {}
}

/** All timers of a context. */
export class SortedUsecList {
  private readonly entries: SortedUsec[] = [];

  /** (Re)schedules a timer for wall-clock time `us`. Among equal times the latest scheduled comes first, as in lws. */
  schedule(sul: SortedUsec, us: number): void {
    this.cancel(sul);
    sul.us = us;
    sul.scheduled = true;
    let i = 0;
    while (i < this.entries.length && this.entries[i]!.us < us) i++;
    this.entries.splice(i, 0, sul);
  }

  /** Takes a timer off the list, if it is on it. */
  cancel(sul: SortedUsec): void {
    if (!sul.scheduled) return;
    sul.scheduled = false;
    this.entries.splice(this.entries.indexOf(sul), 1);
  }

  /**
   * Runs every timer due at `nowUs`, also those that become due meanwhile (`__lws_sul_service_ripe`). Returns the
   * microseconds from `nowUs` to the next one, 0 when there is none.
   */
  *serviceRipe(nowUs: number): Blocking<number> {
    for (;;) {
      const first = this.entries[0];
      if (first === undefined) return 0;
      if (first.us > nowUs) return first.us - nowUs;
      this.cancel(first);
      yield* first.callback();
    }
  }
}

/** A judge for every condition. */

import type { Judge, JudgeContext } from '../judge.js';
import type { Condition } from '../types.js';
import { judgeConnections } from './connection.js';
import { judgeCallback, judgeLog, judgeReceived } from './counted.js';
import { judgeCounts } from './counts.js';
import { judgeEnding, judgeServer } from './device.js';
import { judgeResource } from './resource.js';
import { judgeTimes } from './times.js';

/** Subscribes to what the condition needs; call it before the run. */
export function judgeOf(condition: Condition, context: JudgeContext): Judge {
  switch (condition.kind) {
    case 'connection':
      return judgeConnections(condition, context);
    case 'counts':
      return judgeCounts(condition, context);
    case 'times':
      return judgeTimes(condition, context);
    case 'resource':
      return judgeResource(condition, context);
    case 'log':
      return judgeLog(condition, context);
    case 'cb':
      return judgeCallback(condition, context);
    case 'received':
      return judgeReceived(condition, context);
    case 'server':
      return judgeServer(condition, context);
    case 'panic':
    case 'livelock':
      return judgeEnding(condition, context);
  }
}

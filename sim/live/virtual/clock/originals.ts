/** Node's own functions, taken before anything is wrapped; what drives a run needs the real ones. */

const KEY = Symbol.for('lwip-twin.originals');

interface Originals {
  readonly setTimeout: typeof setTimeout;
  readonly clearTimeout: typeof clearTimeout;
  readonly setInterval: typeof setInterval;
  readonly clearInterval: typeof clearInterval;
  readonly setImmediate: typeof setImmediate;
  readonly clearImmediate: typeof clearImmediate;
  readonly Date: DateConstructor;
  readonly performanceNow: () => number;
}

const holder = globalThis as { [KEY]?: Originals | undefined };

holder[KEY] ??= {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate,
  clearImmediate: globalThis.clearImmediate,
  Date: globalThis.Date,
  performanceNow: performance.now.bind(performance),
};

/** The real ones, whatever is installed now. */
export const originals: Originals = holder[KEY];

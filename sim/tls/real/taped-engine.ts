/**
 * Real TLS written down and played: ends are deterministic in when they are asked and in what lengths they answer, not in
 * their bytes, so that a run that is to be the same again is given the same answers.
 */

import type { RealEnd, RealOutput, RealTerms, RealTlsEngine } from './real-end.js';

/** The answers of each end, in their order; ends in the order in which they began. */
export type TlsTape = readonly (readonly RealOutput[])[];

/** Writes down what another engine answers. */
export class TapingEngine implements RealTlsEngine {
  readonly tape: RealOutput[][] = [];

  constructor(private readonly engine: RealTlsEngine) {}

  begin(terms: RealTerms): RealEnd {
    const end = this.engine.begin(terms);
    const answers: RealOutput[] = [];
    this.tape.push(answers);
    const noted = (output: RealOutput): RealOutput => {
      answers.push(output);
      return output;
    };
    return {
      take: (record) => noted(end.take(record)),
      write: (plain) => noted(end.write(plain)),
      closeNotify: () => noted(end.closeNotify()),
      release: () => {
        end.release();
      },
    };
  }
}

/** What is asked that was not asked then: the run is another one. */
const UNKNOWN: RealOutput = {
  records: [],
  plain: new Uint8Array(0),
  isSecured: false,
  isEnded: false,
  error: 'this was not so when the real client was recorded',
};

/** Answers as it was written down. */
export class PlayedEngine implements RealTlsEngine {
  private begun = 0;

  constructor(private readonly tape: TlsTape) {}

  begin(): RealEnd {
    const answers = (this.tape[this.begun++] ?? []).values();
    const answer = (): RealOutput => answers.next().value ?? UNKNOWN;
    return { take: answer, write: answer, closeNotify: answer, release: () => undefined };
  }
}

/** `resource`, `used`, `peak`, `refused`: how much of a limited resource is used, or of a count of `res` records. */

import { text } from '../../document/fields.js';
import { suggestion } from '../../document/suggest.js';
import { namesText } from '../../outcomes/names.js';
import { holderNames } from '../../resources/holder.js';
import { isMeant, parseLimitName } from '../../resources/limit-name.js';
import { figuresOf, type LimitedResource } from '../../resources/resource.js';
import { amount, isWithin, type Amount } from '../amount.js';
import type { Judge, JudgeContext, Reading } from '../judge.js';
import { entriesOf, expectation } from '../kind.js';
import type { ObservedRun } from '../observed-run.js';

type ResourceFigure = 'used' | 'peak' | 'refused';
type Figures = Readonly<Record<ResourceFigure, number>>;

const NONE: Figures = { used: 0, peak: 0, refused: 0 };

/** What its keys are read into. */
export interface ResourceCondition {
  readonly resource: string;
  readonly figures: readonly (readonly [ResourceFigure, Amount])[];
}

export const resource = expectation({
  keys: () => ({
    resource: text(
      'A limited resource, or a count of res records: sockets, sessions :80, heap, tcp_tw …',
    ).optional(),
    used: amount('How much of it is in use.').optional(),
    peak: amount('The most that has been in use.').optional(),
    refused: amount('How often somebody was turned away.').optional(),
  }),
  span: 'now',
  read({ resource: name, used, peak, refused }, reader): ResourceCondition[] {
    const figures = entriesOf<ResourceFigure>({ used, peak, refused });
    const first = figures[0]?.[0];
    if (name === undefined) {
      if (first !== undefined)
        reader.complain(first, 'missing-key', `${first}: of which resource?`, 'add resource: sockets');
      return [];
    }
    if (first === undefined)
      reader.complain(
        'resource',
        'missing-key',
        'resource: says nothing about it',
        'add used, peak, refused',
      );
    return [{ resource: name, figures }];
  },
  text: ({ resource: name, figures }) =>
    figures.map(([figure, wanted]) => `${name}: ${figure} ${wanted.text}`).join(', '),
  judge,
});

/** Reads figures of the resource with a name, or with the only name that begins so. */
function judge({ resource: name, figures }: ResourceCondition, context: JudgeContext): Judge {
  const { simulation } = context;
  const count = new CountReader(simulation, name);
  let tooMuchUs: number | undefined;
  simulation.onSettled(() => {
    if (tooMuchUs !== undefined) return;
    const now = figuresNow();
    if (figures.some(([figure, { most }]) => figure !== 'used' && now[figure] > most))
      tooMuchUs = simulation.kernel.nowUs;
  });
  const figuresNow = (): Figures => {
    const found = findResource(simulation, name);
    if (found.length === 0) return count.read();
    const { used, peak, refusals } = figuresOf(found);
    return { used, peak, refused: refusals };
  };
  return {
    read: (): Reading => {
      const found = findResource(simulation, name);
      const now = figuresNow();
      const [first] = found;
      const size = first?.size ?? Infinity;
      const values = figures.map(([figure]) => `${figure} ${now[figure]}`).join(', ');
      const holders = found.flatMap((one) => holderNames(one.name, one.heldBy()));
      return {
        holds: figures.every(([figure, amount]) => isWithin(amount, now[figure])),
        sinceUs: tooMuchUs,
        seen: values + (Number.isFinite(size) ? ` of ${size}` : ''),
        notes: holders.length === 0 ? [] : [`${first!.text} held by ${namesText(holders)}`],
      };
    },
    unjudgeable: () => {
      if (findResource(simulation, name).length > 0 || count.isKnown) return undefined;
      const resources = Array.from(simulation.resources.all(), (same) => same[0]!);
      const names = [...resources.map(({ text }) => text), ...simulation.device.countNames];
      const wanted = parseLimitName(name);
      const like = resources
        .filter((one) => wanted !== undefined && isMeant(one.name, wanted))
        .map(({ text }) => text);
      const hint = like.length > 1 ? `which one: ${like.join(', ')}?` : suggestion(name, [...new Set(names)]);
      return { message: `the device has no resource "${name}"`, hint };
    },
  };
}

function findResource({ resources }: ObservedRun, text: string): readonly LimitedResource[] {
  const name = parseLimitName(text);
  return name === undefined ? [] : resources.find(name);
}

/** A count has a peak only as far as it is looked at: once time moves on. */
class CountReader {
  private readonly index: number;
  private readonly values: number[] = [];
  private peak = 0;

  constructor(
    private readonly simulation: ObservedRun,
    name: string,
  ) {
    this.index = simulation.device.countNames.indexOf(name);
    if (this.isKnown) simulation.onSettled(() => void this.read());
  }

  get isKnown(): boolean {
    return this.index >= 0;
  }

  read(): Figures {
    if (!this.isKnown) return NONE;
    this.simulation.device.readCounts(this.values);
    const used = this.values[this.index] ?? 0;
    this.peak = Math.max(this.peak, used);
    return { used, peak: this.peak, refused: 0 };
  }
}

/**
 * What the page of a live run shows at a moment, as plain values: limits, slots, sessions, the console and whoever was
 * turned away; and, as the pictures and pages that reports have, the last minute and the whole run.
 *
 * What is kept of the past is bounded: so many lines, so many refusals, and what a report's recorder keeps.
 */

import { clients } from '../../inspect/clients.js';
import { resources } from '../../inspect/resources.js';
import { sessions } from '../../inspect/sessions.js';
import { socketTable } from '../../inspect/sockets.js';
import type { Table } from '../../inspect/table.js';
import { tasks } from '../../inspect/tasks.js';
import type { RefuseRecord } from '../../kernel/trace.js';
import { US_PER_S } from '../../kernel/units.js';
import { ConsolePrinter } from '../../report/console/console.js';
import { runPage } from '../../report/html/run-page.js';
import type { ViewAssets } from '../../report/html/page.js';
import { runSvg } from '../../report/picture/run-svg.js';
import { ViewRecorder } from '../../report/timeline/view-recorder.js';
import type { LiveRun } from '../wall/live-run.js';
import { KINDS, type PageDeeds } from './page-deeds.js';

/** The last minute is shown. */
const SHOWN_US = 60 * US_PER_S;
const MOST_LINES = 200;
const MOST_REFUSALS = 50;
/** Rows of a table that are shown. */
const MOST_ROWS = 100;
/** A picture takes at most this share of the time between two. */
const PICTURE_SHARE = 0.05;

/** What is shown of a moment. */
export interface PageState {
  readonly nowUs: number;
  readonly isPaused: boolean;
  readonly isOver: boolean;
  readonly pace: number;
  readonly kinds: readonly string[];
  /** Tables by what they are called. */
  readonly tables: Readonly<Record<string, Table>>;
  /** Refusals, the newest first. */
  readonly refusals: readonly string[];
  readonly console: readonly string[];
}

/** Looks at one run. */
export class PageView {
  private readonly lines: string[] = [];
  private readonly refusals: string[] = [];
  private readonly recorder: ViewRecorder;
  private picture = '';
  private pictureFromMs = 0;

  /** `refusalText`: a refusal in words. Attach it before the run begins. */
  constructor(
    private readonly run: LiveRun,
    private readonly deeds: PageDeeds,
    refusalText: (record: RefuseRecord) => string,
  ) {
    const { simulation } = run;
    this.recorder = new ViewRecorder(simulation);
    const console = new ConsolePrinter({ level: 'I', color: false, terminal: true, clockSettings: [] });
    simulation.trace.subscribe(
      ['meta', 'res', 'log'],
      (record) => {
        if (record.k === 'meta') console.begin(record);
        else if (record.k === 'res') console.noteResources(record);
        else if (record.k === 'log') {
          const text = console.text(record).trimEnd();
          if (text !== '') keep(this.lines, Buffer.from(text, 'latin1').toString(), MOST_LINES);
        }
      },
      'I',
    );
    simulation.trace.subscribe(['refuse'], (record) => {
      if (record.k === 'refuse') keep(this.refusals, refusalText(record), MOST_REFUSALS);
    });
  }

  /** This moment. */
  state(): PageState {
    const { simulation, pacer } = this.run;
    // Where nothing is due, time goes on only when somebody asks for it.
    pacer.act(() => undefined);
    const limits = resources(simulation).filter(({ used, refusals }) => used !== 0 || refusals !== 0);
    const open = socketTable(simulation);
    return {
      nowUs: simulation.kernel.nowUs,
      isPaused: pacer.paused,
      isOver: simulation.isOver,
      pace: pacer.pace,
      kinds: KINDS,
      tables: {
        'Sessions, and what each waits for': sessions(simulation).slice(0, MOST_ROWS),
        'Limits: slots, backlogs, heap': limits.slice(0, MOST_ROWS),
        'fd table': open.slice(0, MOST_ROWS),
        'Tasks, and what each waits for': tasks(simulation).slice(0, MOST_ROWS),
        'Simulated clients': clients(simulation).slice(-MOST_ROWS),
      },
      refusals: [...this.refusals].reverse(),
      console: this.lines,
    };
  }

  /** The last minute as a picture; an older one while making them would take too long. */
  lastMinute(): string {
    const beganMs = performance.now();
    if (beganMs < this.pictureFromMs) return this.picture;
    const { nowUs } = this.run.simulation.kernel;
    const range = { fromUs: Math.max(0, nowUs - SHOWN_US), toUs: Math.max(nowUs, 1) };
    this.picture = runSvg(this.recorder.data({ summary: [] }), range);
    const endedMs = performance.now();
    this.pictureFromMs = endedMs + (endedMs - beganMs) / PICTURE_SHARE;
    return this.picture;
  }

  /** The whole run so far as a report's page. */
  wholeRun(assets: ViewAssets): string {
    const { brought } = this.deeds;
    const came = brought.length === 0 ? [] : [`From the page came: ${brought.join(', ')}`];
    return runPage(this.recorder.data({ summary: came }), assets);
  }
}

function keep(list: string[], one: string, most: number): void {
  list.push(one);
  if (list.length > most) list.splice(0, list.length - most);
}

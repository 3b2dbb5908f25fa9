/** What the trace says about one connection, in the order in which it says it. Facts only; judged in judge.ts. */

import type { ClientEventRecord, RefuseRecord, SegRecord, SessionRecord } from '../kernel/trace.js';
import { limitText } from '../resources/limit-name.js';
import type { DeviceSnapshot } from './device-view.js';

/** Enough of an answer to read `HTTP/1.1 200`. */
const STATUS_LINE_BYTES = 12;
const STATUS_LINE = /^HTTP\/1\.\d (\d{3})/;

/** The session that the device gave it. */
export interface SessionPart {
  readonly table: string | undefined;
  closed: boolean;
  purged: boolean;
  why: string | undefined;
  /** The device when it was purged, this session included. */
  deviceAtPurge: DeviceSnapshot | undefined;
  /** Who got the room. */
  madeRoomFor: string | undefined;
}

/** A refusal, and the device at that moment. */
export interface RefusalPart {
  readonly record: RefuseRecord;
  readonly device: DeviceSnapshot;
}

/** How a connection ended for its client; the first of these that happened. */
export type StoryEnd =
  'refused' | 'timeout' | 'eof' | 'reset' | 'client-closed' | 'client-left' | 'superseded';

/** One connection. */
export class ConnectionStory {
  connected = false;
  /** The client has sent something. */
  asked = false;
  status: number | undefined;
  session: SessionPart | undefined;
  refusal: RefusalPart | undefined;
  end: StoryEnd | undefined;
  endedUs: number | undefined;
  /** The device at the end. */
  deviceAtEnd: DeviceSnapshot | undefined;
  private acceptedAtEnd = false;
  /** SYNs that reached the device, and that the link lost. */
  syns = 0;
  lostSyns = 0;
  /** SYN-ACKs that the device sent, and how many of them the link lost. */
  synAcks = 0;
  lostSynAcks = 0;
  /** Segments of an established connection that the link lost. */
  lostSegments = 0;
  private answer = '';

  constructor(
    readonly client: string,
    readonly number: number,
    /** The client's port. */
    readonly port: number,
    /** The device's port. */
    readonly serverPort: number,
    readonly openedUs: number,
    /** The device opened it. */
    readonly fromDevice: boolean,
  ) {}

  /** The device had it in a session while its client still cared. */
  get accepted(): boolean {
    return this.end === undefined ? this.session !== undefined : this.acceptedAtEnd;
  }

  /** Ends the story, if it has not ended yet. */
  finish(end: StoryEnd, timeUs: number, device: DeviceSnapshot): void {
    if (this.end !== undefined) return;
    this.end = end;
    this.endedUs = timeUs;
    this.deviceAtEnd = device;
    this.acceptedAtEnd = this.session !== undefined;
  }

  /** Counts a segment. */
  noteSegment({ dir, fl, lost }: SegRecord): void {
    if (fl === 'S' && dir === 'rx') {
      if (lost) this.lostSyns++;
      else this.syns++;
    } else if (fl === 'SA' && dir === 'tx') {
      this.synAcks++;
      if (lost) this.lostSynAcks++;
    } else if (lost) {
      this.lostSegments++;
    }
  }

  /** Reads the status from the head of what the client receives. */
  noteData({ text, hex }: ClientEventRecord): void {
    if (this.status !== undefined || this.answer.length >= STATUS_LINE_BYTES) return;
    this.answer += (text ?? Buffer.from(hex ?? '', 'hex').toString('latin1')).slice(0, STATUS_LINE_BYTES);
    const status = STATUS_LINE.exec(this.answer)?.[1];
    if (status !== undefined) this.status = Number(status);
  }

  /** A session was opened for it: what kept it out until then has not stopped it. */
  openSession({ table }: SessionRecord): void {
    this.refusal = undefined;
    this.session = {
      table: limitText(table),
      closed: false,
      purged: false,
      why: undefined,
      deviceAtPurge: undefined,
      madeRoomFor: undefined,
    };
  }

  /** Its session was closed, on a device that looked like `device` until then. */
  closeSession({ purged, why }: SessionRecord, device: DeviceSnapshot): void {
    if (this.session === undefined) return;
    this.session.closed = true;
    this.session.purged = purged === 1;
    this.session.why = why;
    if (purged === 1) this.session.deviceAtPurge = device;
  }
}

/**
 * Where in a request the parser is. Everything before `chunkData` counts towards the limit on header bytes, even
 * `awaitRequest` and `closed`.
 */
export const Phase = {
  /** Behind the last message of a connection: only CR and LF may follow. */
  closed: 0,
  awaitRequest: 1,

  method: 2,
  beforeUrl: 3,
  url: 4,
  beforeProtocol: 5,
  protocol: 6,
  majorFirst: 7,
  major: 8,
  minorFirst: 9,
  minor: 10,
  requestLineLf: 11,

  fieldStart: 12,
  fieldName: 13,
  beforeValue: 14,
  /** The value is still empty, and its line ends: behind the CR, then behind the LF. */
  emptyValueLf: 15,
  emptyValueEnd: 16,
  fieldValue: 17,
  fieldLf: 18,
  /** Behind a header line, which the next may continue. */
  fieldEnd: 19,
  headersLf: 20,
  headersDone: 21,

  chunkSizeFirst: 22,
  chunkSize: 23,
  chunkExtension: 24,
  chunkSizeLf: 25,
  chunkData: 26,
  chunkDataCr: 27,
  chunkDataLf: 28,

  body: 29,
  messageDone: 30,
} as const;

export type Phase = (typeof Phase)[keyof typeof Phase];

export function countsAsHeader(phase: Phase): boolean {
  return phase < Phase.chunkData;
}

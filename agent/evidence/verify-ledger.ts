import type { LedgerRecord } from '../contract/record.ts';
import type { Json } from '../contract/schema.ts';
import { canonicalJson } from './canonical-json.ts';
import { chainStart, linkOf } from './chain.ts';
import { isFoldedLine, readFoldedLine } from './folded-line.ts';
import { FoldedRecords } from './folded-records.ts';
import { type Departure, LedgerEpoch, type Seal } from './ledger-epoch.ts';
import { readLedgerLine } from './ledger-line.ts';
import type { VerdictNotes } from './verdict.ts';
import type { OpenedReport, ReceivedFile } from './verify-report.ts';

/** Unreadable lines named one by one; the rest is counted. */
export const unreadableLinesNamedMax = 20;

/** V7: every ledger leads to the roots and heads its agent's reports signed. `reportsByAgent` are the reports that passed V0–V4. */
export function verifyLedgers(
  ledgers: readonly ReceivedFile[],
  reportsByAgent: readonly (readonly OpenedReport[])[],
  notes: VerdictNotes,
): void {
  const epochsSeen = new Map<readonly OpenedReport[], Set<number>>();
  for (const ledger of ledgers) {
    const reports = findReports(ledger, reportsByAgent);
    if (reports === undefined) {
      const text = 'no verified report belongs to this ledger, so nothing says what it should be';
      notes.looked('V7');
      notes.failure('V7', 'ledger.noReport', { place: `${ledger.name} line 1`, text });
      continue;
    }
    const walk = new LedgerWalk(ledger, reports, notes);
    const seen = epochsSeen.get(reports) ?? new Set();
    for (const epoch of walk.run()) seen.add(epoch);
    epochsSeen.set(reports, seen);
  }
  for (const [reports, seen] of epochsSeen) noteMissingEpochs(reports, seen, notes);
}

function noteMissingEpochs(reports: readonly OpenedReport[], seen: ReadonlySet<number>, notes: VerdictNotes): void {
  for (const { name, payload } of reports.filter((report) => !seen.has(report.payload.epoch))) {
    notes.finding('V7', 'ledger.epochMissing', { place: `${name} /epoch`, text: `no ledger of epoch ${payload.epoch} is among the files` });
  }
}

// A ledger names no agent; its first link is the start of one agent's chain. With one agent there is nothing to choose.
function findReports(ledger: ReceivedFile, reportsByAgent: readonly (readonly OpenedReport[])[]): readonly OpenedReport[] | undefined {
  if (reportsByAgent.length <= 1) return reportsByAgent[0];
  const end = ledger.bytes.indexOf(LINE_BREAK_BYTE);
  const line = readLedgerLine(ledger.bytes.subarray(0, Math.max(0, end)));
  if (!line.ok) return undefined;
  const { link, epoch } = line.record;
  return reportsByAgent.find(([report]) => report !== undefined && linkOf(chainStart(report.payload.agentId, epoch)) === link);
}

const LINE_BREAK_BYTE = 0x0a;

class LedgerWalk {
  readonly #ledger: ReceivedFile;
  readonly #reports: readonly OpenedReport[];
  readonly #notes: VerdictNotes;
  readonly #said = new Set<string>();
  #epoch: LedgerEpoch | undefined;
  #epochNumber = 0;
  #epochLine = 1;
  #expectedSeq = 0;
  #lineNumber = 0;
  #unreadableCount = 0;
  #folded = new FoldedRecords();

  constructor(ledger: ReceivedFile, reports: readonly OpenedReport[], notes: VerdictNotes) {
    this.#ledger = ledger;
    this.#reports = reports;
    this.#notes = notes;
  }

  /** Walks the whole file; returns the epochs it holds. */
  run(): number[] {
    const { bytes } = this.#ledger;
    const epochs: number[] = [];
    let start = 0;
    while (start < bytes.length) {
      const found = bytes.indexOf(LINE_BREAK_BYTE, start);
      const end = found < 0 ? bytes.length : found;
      this.#takeLine(bytes.subarray(start, end));
      if (epochs.at(-1) !== this.#epochNumber) epochs.push(this.#epochNumber);
      if (found < 0) this.#fail('ledger.unterminated', this.#line(), 'the last line has no line break: cut off, or changed');
      start = end + 1;
    }
    if (this.#lineNumber === 0) this.#fail('ledger.empty', `${this.#ledger.name} byte 0`, 'the file holds no record');
    this.#endEpoch();
    if (this.#unreadableCount > unreadableLinesNamedMax) {
      this.#fail(
        'ledger.unreadable',
        this.#ledger.name,
        `${this.#unreadableCount} lines cannot be read; the first ${unreadableLinesNamedMax} are named`,
      );
    }
    return epochs;
  }

  #takeLine(bytes: Uint8Array): void {
    this.#lineNumber += 1;
    this.#notes.looked('V7');
    if (this.#epoch !== undefined && isFoldedLine(bytes)) {
      this.#takeFolded(bytes, this.#epoch);
      return;
    }
    const line = readLedgerLine(bytes);
    if (!line.ok) this.#failLine(line.code, line.place, line.text);
    const record = line.ok ? line.record : undefined;
    const epoch = this.#epochFor(record);
    if (record !== undefined) this.#checkMembers(record);
    if (record?.seq === 0 && this.#lineNumber === this.#epochLine) this.#checkStart(record);
    this.#expectedSeq = (record?.seq ?? this.#expectedSeq) + 1;
    epoch.take(bytes, record);
    if (record !== undefined) this.#folded.read(record);
  }

  #takeFolded(bytes: Uint8Array, epoch: LedgerEpoch): void {
    const line = readFoldedLine(bytes);
    if (line === undefined || line.epoch !== this.#epochNumber || line.firstSeq !== epoch.size) {
      this.#failLine('ledger.foldedForm', '', 'stands for folded records, but not for those that belong here');
      epoch.take(bytes, undefined);
      return;
    }
    this.#folded.take(line);
    this.#expectedSeq = line.lastSeq + 1;
    epoch.takeFolded(line);
  }

  // A hash alone would hide any record: only what an aggregate replaced may be folded.
  #noteFolded(epoch: LedgerEpoch): void {
    const place = `${this.#ledger.name} line ${this.#epochLine}`;
    for (const [first, last] of this.#folded.unnamed()) {
      this.#fail(
        'ledger.hidden',
        place,
        `records ${first}–${last} of epoch ${this.#epochNumber} are hashes only, and no aggregate names them`,
      );
    }
    if (this.#folded.isEmpty) return;
    this.#notes.finding('V7', 'ledger.folded', { place, text: this.#folded.describe(epoch.uncheckedSealCount) });
  }

  #epochFor(record: LedgerRecord | undefined): LedgerEpoch {
    const isNext = record?.seq === 0 && record.epoch === this.#epochNumber + 1;
    if (this.#epoch !== undefined && !isNext) return this.#epoch;
    this.#epochNumber = this.#endEpoch() ? this.#epochNumber + 1 : this.#firstEpoch(record);
    this.#epochLine = this.#lineNumber;
    this.#expectedSeq = 0;
    this.#epoch = new LedgerEpoch({ agentId: this.#reports[0]?.payload.agentId ?? '', epoch: this.#epochNumber, seals: this.#seals() });
    return this.#epoch;
  }

  // What a new epoch starts with is stated twice, in its first record and in its first report.
  #checkStart({ epoch, type, data }: LedgerRecord): void {
    if (epoch === 0) return;
    const say = (code: string, text: string) => this.#notes.finding('V7', code, { place: this.#line('/data'), text });
    if (type !== 'epoch.start') {
      say('epoch.noRecord', `epoch ${epoch} begins with ${type}; nothing says what became of the epoch before`);
      return;
    }
    const stated = this.#reports.find(({ payload }) => payload.epoch === epoch && payload.epochStart !== undefined)?.payload.epochStart;
    if (stated === undefined || canonicalJson(stated as unknown as Json) === canonicalJson(data)) return;
    say('epoch.contradiction', `differs from what the first report of epoch ${epoch} says of the same start`);
  }

  // An epoch no report speaks of cannot be checked against anything; most likely the number was changed.
  #firstEpoch(record: LedgerRecord | undefined): number {
    const reported = this.#reports.map(({ payload }) => payload.epoch);
    const lowest = reported.reduce((least, epoch) => Math.min(least, epoch));
    if (record === undefined || reported.includes(record.epoch) || this.#isOwnStart(record)) return record?.epoch ?? lowest;
    this.#failOnce('ledger.epoch', this.#line('/epoch'), `${record.epoch}, no report among the files speaks of it`);
    return lowest;
  }

  // An epoch that was lost before it closed a report begins with this agent's own chain all the same.
  #isOwnStart({ seq, epoch, link }: LedgerRecord): boolean {
    return seq === 0 && link === linkOf(chainStart(this.#reports[0]?.payload.agentId ?? '', epoch));
  }

  #checkMembers({ seq, epoch, origin }: LedgerRecord): void {
    if (seq !== this.#expectedSeq) {
      this.#failOnce('ledger.seq', this.#line('/seq'), `${seq}, must be ${this.#expectedSeq}: records were taken out, added or moved`);
    }
    if (epoch !== this.#epochNumber)
      this.#failOnce('ledger.epoch', this.#line('/epoch'), `${epoch} among records of epoch ${this.#epochNumber}`);
    const stated = this.#reports[0]?.payload.origin;
    if (origin !== stated) this.#failOnce('ledger.origin', this.#line('/origin'), `${origin}, the reports say ${stated}`);
  }

  /** Says what the epoch so far departs from; false when there was none. */
  #endEpoch(): boolean {
    if (this.#epoch === undefined) return false;
    const departure = this.#epoch.end();
    if (departure !== undefined) this.#fail(departure.code, this.#placeOf(departure), departure.text);
    this.#compareSizes(this.#epoch.size, this.#seals());
    this.#noteFolded(this.#epoch);
    this.#folded = new FoldedRecords();
    return true;
  }

  #compareSizes(size: number, seals: readonly Seal[]): void {
    for (const seal of seals.filter((candidate) => candidate.size > size)) {
      const place = `${this.#ledger.name} line ${this.#lineOf(size - 1)}`;
      this.#fail('ledger.short', place, `epoch ${this.#epochNumber} ends after ${size} records, ${seal.name} signed ${seal.size}`);
    }
    const sealedSize = seals.reduce((most, seal) => Math.max(most, seal.size), 0);
    if (size <= sealedSize) return;
    const place = `${this.#ledger.name} ${lines(this.#lineOf(sealedSize), this.#lineOf(size - 1))}`;
    const records = size - sealedSize === 1 ? '1 record' : `${size - sealedSize} records`;
    this.#notes.finding('V7', 'ledger.unsealed', { place, text: `${records} that no report among the files has signed` });
  }

  #seals(): Seal[] {
    const ofEpoch = this.#reports.filter(({ payload }) => payload.epoch === this.#epochNumber);
    return ofEpoch.map(({ name, payload: { log } }) => ({ name, size: log.size, root: log.root, head: log.head }));
  }

  #placeOf({ firstIndex, lastIndex }: Departure): string {
    return `${this.#ledger.name} ${lines(this.#lineOf(firstIndex), this.#lineOf(lastIndex))}`;
  }

  #lineOf(index: number): number {
    return this.#epochLine + index - this.#folded.linesSpared(index);
  }

  #line(within = ''): string {
    return `${this.#ledger.name} line ${this.#lineNumber} ${within}`.trimEnd();
  }

  #failLine(code: string, within: string, text: string): void {
    this.#unreadableCount += 1;
    if (this.#unreadableCount <= unreadableLinesNamedMax) this.#fail(code, this.#line(within), text);
  }

  // After the first such record every later one may repeat it without saying more.
  #failOnce(code: string, place: string, text: string): void {
    if (!this.#said.has(code)) this.#fail(code, place, text);
    this.#said.add(code);
  }

  #fail(code: string, place: string, text: string): void {
    this.#notes.failure('V7', code, { place, text });
  }
}

function lines(first: number, last: number): string {
  return first === last ? `line ${first}` : `lines ${first}–${last}`;
}

import type { SeqRange } from '../contract/record.ts';
import { isUnknown, type Knowable } from '../contract/unknown.ts';
import { verifyConsistency } from './merkle-proof.ts';
import type { VerdictNotes } from './verdict.ts';
import type { OpenedReport } from './verify-report.ts';

/** A report and the one before it: directly before (`adjacent`), the last present before a gap, or none. */
export interface ReportStep {
  readonly report: OpenedReport;
  readonly previous: OpenedReport | undefined;
  readonly adjacent: boolean;
}

/** V4: one agent's reports in sequence, each naming the one before. Returns the steps for the checks that compare neighbours. */
export function verifySequence(reports: readonly OpenedReport[], notes: VerdictNotes): ReportStep[] {
  const ordered = reports.toSorted((a, b) => a.payload.reportSeq - b.payload.reportSeq || a.name.localeCompare(b.name));
  const steps: ReportStep[] = [];
  for (const report of ordered) {
    notes.looked('V4');
    const previous = steps.at(-1)?.report;
    if (previous?.payload.reportSeq === report.payload.reportSeq) {
      noteSecond(report, previous, notes);
      continue;
    }
    const adjacent = previous !== undefined && previous.payload.reportSeq + 1 === report.payload.reportSeq;
    const step = { report, previous, adjacent };
    verifyLink(step, notes);
    steps.push(step);
  }
  return steps;
}

function noteSecond(report: OpenedReport, first: OpenedReport, notes: VerdictNotes): void {
  const { reportSeq } = report.payload;
  const at = (text: string) => ({ place: `${report.name} /reportSeq`, text });
  if (report.sha256 === first.sha256) notes.finding('V4', 'report.duplicate', at(`the same report ${reportSeq} as ${first.name}`));
  else notes.failure('V4', 'report.fork', at(`another report ${reportSeq} than ${first.name}, both signed: two histories of one robot`));
}

/** V4 of one step: a report names the one before by its hash, speaks of the same origin, and none is missing between them. */
export function verifyLink({ report, previous, adjacent }: ReportStep, notes: VerdictNotes): void {
  const { payload, name } = report;
  if (previous !== undefined && previous.payload.origin !== payload.origin) {
    notes.failure('V4', 'report.origin', {
      place: `${name} /origin`,
      text: `${payload.origin}, was ${previous.payload.origin} in ${previous.name}`,
    });
  }
  const expected = payload.reportSeq === 0 ? null : previous?.sha256;
  if (!adjacent && payload.reportSeq > 0) noteGap(report, previous, notes);
  const mustMatch = adjacent || payload.reportSeq === 0;
  if (mustMatch ? payload.prevReport !== expected : payload.prevReport === null) {
    const wanted = expected === undefined ? 'the hash of the report before' : (expected ?? 'null, for report 0');
    notes.failure('V4', 'report.chain', { place: `${name} /prevReport`, text: `${payload.prevReport}, must be ${wanted}` });
  }
}

function noteGap(report: OpenedReport, previous: OpenedReport | undefined, notes: VerdictNotes): void {
  const firstMissing = previous === undefined ? 0 : previous.payload.reportSeq + 1;
  const lastMissing = report.payload.reportSeq - 1;
  const which = firstMissing === lastMissing ? `report ${firstMissing} is` : `reports ${firstMissing}–${lastMissing} are`;
  const text = `${which} not among the files; they may not have been handed over, or lie with another recipient`;
  notes.finding('V4', 'report.missing', { place: `${report.name} /reportSeq`, text });
}

/** V6: the log only grew: every report's log begins with the whole log of the report before (RFC 9162 §2.1.4.2). */
export function verifyLogGrowth(step: ReportStep, notes: VerdictNotes): void {
  const { report, previous, adjacent } = step;
  const { log, epoch } = report.payload;
  notes.looked('V6');
  const fail = failIn(report, notes);
  if (log.lastSeq !== log.size - 1)
    fail('log.range', '/log/lastSeq', `${log.lastSeq}, must be ${log.size - 1} in a log of ${log.size} records`);
  if (previous === undefined) {
    if (report.payload.reportSeq === 0) checkEpochStart(step, notes);
  } else if (epoch !== previous.payload.epoch) {
    checkNewEpoch(step, previous, notes);
  } else {
    checkSizes(report, previous, notes);
    if (adjacent) checkConsistency(report, previous, notes);
  }
}

function checkNewEpoch(step: ReportStep, previous: OpenedReport, notes: VerdictNotes): void {
  const { epoch, epochStart } = step.report.payload;
  const earlier = previous.payload.epoch;
  const isUnexplainedJump = step.adjacent && epoch > earlier + 1 && epochStart === undefined;
  if (epoch < earlier || isUnexplainedJump) {
    failIn(step.report, notes)('epoch.order', '/epoch', `${epoch} after epoch ${earlier}`);
    return;
  }
  notes.finding('V6', 'epoch.started', { place: `${step.report.name} /epoch`, text: startText(step.report, earlier) });
  if (!step.adjacent) return;
  checkEpochStart(step, notes);
  checkEpochLink(step.report, previous, notes);
}

function startText({ payload: { epoch, epochStart } }: OpenedReport, earlier: number): string {
  const began = `the log began anew (epoch ${epoch} after ${earlier})`;
  if (epochStart === undefined) return `${began}: a new storage, a restored image or a key change; its first record says which`;
  const { cause, detail, lostRecords, lostReports, totalsFrom } = epochStart;
  const lost = `lost records: ${rangesText(lostRecords)}; lost reports: ${rangesText(lostReports)}; hours go on from ${totalsFrom}`;
  return `${began}: ${cause} (${detail}); ${lost}`;
}

function rangesText(ranges: Knowable<readonly SeqRange[]>): string {
  if (isUnknown(ranges)) return 'unknown';
  return ranges.map(({ fromSeq, toSeq }) => (fromSeq === toSeq ? `${fromSeq}` : `${fromSeq}–${toSeq}`)).join(', ') || 'none';
}

/** The new log names the old one where the report before left it; what contradicts that report needs an explanation. */
function checkEpochLink({ name, payload }: OpenedReport, previous: OpenedReport, notes: VerdictNotes): void {
  const { epoch, epochStart } = payload;
  const say = (code: string, pointer: string, text: string) => notes.finding('V6', code, { place: `${name} ${pointer}`.trimEnd(), text });
  if (epochStart === undefined) {
    say('epoch.unexplained', '/epoch', 'its first report does not say why the log began anew and what is lost');
    return;
  }
  const { log } = previous.payload;
  if (epochStart.prevEpoch !== epoch - 1)
    say('epoch.contradiction', '/epochStart/prevEpoch', `${epochStart.prevEpoch}, this is epoch ${epoch}`);
  if (epochStart.prevSize === log.size && epochStart.prevRoot === log.root) return;
  const stated = `${epochStart.prevSize} records with root ${epochStart.prevRoot}`;
  say('epoch.contradiction', '/epochStart/prevRoot', `${stated}; ${previous.name} signed ${log.size} with root ${log.root}`);
}

function checkEpochStart({ report }: ReportStep, notes: VerdictNotes): void {
  const { log, consistency } = report.payload;
  const fail = failIn(report, notes);
  if (log.firstSeq !== 0) fail('log.range', '/log/firstSeq', `${log.firstSeq}, must be 0 in the first report of an epoch`);
  if (consistency.length > 0) fail('log.consistency', '/consistency', 'must be empty in the first report of an epoch');
}

function checkSizes(report: OpenedReport, previous: OpenedReport, notes: VerdictNotes): void {
  const [older, newer] = [previous.payload.log, report.payload.log];
  const fail = failIn(report, notes);
  if (newer.size < older.size) fail('log.shrunk', '/log/size', `${newer.size} records, ${previous.name} had ${older.size}`);
  const differs = newer.root !== older.root || newer.head !== older.head;
  if (newer.size === older.size && differs) fail('log.equivocation', '/log/root', `another log of the same size than in ${previous.name}`);
}

function checkConsistency(report: OpenedReport, previous: OpenedReport, notes: VerdictNotes): void {
  const [older, newer] = [previous.payload.log, report.payload.log];
  const fail = failIn(report, notes);
  if (newer.firstSeq !== older.size) fail('log.range', '/log/firstSeq', `${newer.firstSeq}, ${previous.name} ended before ${older.size}`);
  const claim = { oldSize: older.size, oldRoot: digestOf(older.root), newSize: newer.size, newRoot: digestOf(newer.root) };
  const proof = report.payload.consistency.map((hash) => Buffer.from(hash, 'hex'));
  if (!verifyConsistency(claim, proof)) {
    fail('log.consistency', '/consistency', `does not prove that this log begins with the ${older.size} records of ${previous.name}`);
  }
}

function failIn(report: OpenedReport, notes: VerdictNotes): (code: string, pointer: string, text: string) => void {
  return (code, pointer, text) => notes.failure('V6', code, { place: `${report.name} ${pointer}`, text });
}

const digestOf = (prefixedHash: string): Buffer => Buffer.from(prefixedHash.slice('sha256:'.length), 'hex');

import type { EnvironmentGrade } from '../contract/assessment.ts';
import type { EpochStart, LedgerEntry } from '../contract/record.ts';
import type { Json } from '../contract/schema.ts';
import type { TimePoint } from '../contract/time.ts';
import { isKnown } from '../contract/unknown.ts';
import type { DetectedEvent, EndedEvent, FaultOccurrence, Gap, UsageCounters } from '../contract/usage.ts';

type Facts = Readonly<Record<string, Json>>;

/** Joins the next group commit: what a power cut may cost at most the stated loss bound of. */
function periodic(type: string, time: TimePoint, data: Facts): LedgerEntry {
  return { type, time, data, urgent: false };
}

/** Commits at once: boots, faults, safety events, gaps, configuration (decisions B2). */
function urgent(type: string, time: TimePoint, data: Facts): LedgerEntry {
  return { type, time, data, urgent: true };
}

/** The first record of a run: versions, hashes, sources and what they can report. */
export const agentStarted = (time: TimePoint, data: Facts): LedgerEntry => urgent('agent.started', time, data);

export const agentStopped = (time: TimePoint, reason: string): LedgerEntry => urgent('agent.stopped', time, { reason });

/** Totals of the counters that changed since the last tick (all, when there was none); undefined when none did. */
export function meterTick(time: TimePoint, before: UsageCounters | null, now: UsageCounters): LedgerEntry | undefined {
  const changed = Object.entries(now).filter(([name, value]) => before === null || !sameTotal(before[name as keyof UsageCounters], value));
  return changed.length === 0 ? undefined : periodic('meter.tick', time, Object.fromEntries(changed) as Facts);
}

function sameTotal(before: UsageCounters[keyof UsageCounters], now: UsageCounters[keyof UsageCounters]): boolean {
  return typeof before === 'number' ? before === now : String(before) === String(now);
}

/** Travel per joint since the first record, whole microradians. */
export const meterJoints = (time: TimePoint, travelUrad: Readonly<Record<string, number>>): LedgerEntry =>
  periodic('meter.joints', time, { travelUrad });

/** Frames, messages and flaws per source since the first record. */
export const intakeCounts = (time: TimePoint, counts: Json): LedgerEntry => periodic('intake.counts', time, { counts });

/** Rated and other classes share one record type, so that a new condition needs no new record. */
export const eventStarted = (event: DetectedEvent): LedgerEntry =>
  urgent('event.started', event.start, { eventClass: event.eventClass, sourceId: event.sourceId });

export const eventEnded = (event: EndedEvent): LedgerEntry =>
  urgent('event.ended', event.start, { eventClass: event.eventClass, sourceId: event.sourceId, durationMs: event.durationMs });

/** How much of a vendor's text and code is kept. */
const faultTextCharsMax = 200;

/** A fault was raised, healed or noted, as the vendor says it; code space and raw code are the evidence. */
export function fault({ what, fault: said, durationMs, suppressedCount }: FaultOccurrence): LedgerEntry {
  if (what === 'suppressed') return urgent('fault.suppressed', said.time, { sourceId: said.sourceId, suppressedCount });
  const { sourceId, codeSpace, component, severity, category, text, time } = said;
  const part: Json = isKnown(said.part) ? said.part : { ...said.part };
  const codeRaw = said.codeRaw.slice(0, faultTextCharsMax);
  const stood: Facts = what === 'healed' ? { durationMs } : {};
  return urgent(`fault.${what}`, time, {
    sourceId,
    codeSpace,
    codeRaw,
    component,
    part,
    severity,
    category,
    text: text.slice(0, faultTextCharsMax),
    ...stood,
  });
}

export const usageGap = (time: TimePoint, gap: Gap): LedgerEntry =>
  urgent('usage.gap', time, { sourceId: gap.sourceId, durationMs: gap.toMs - gap.fromMs, cause: gap.cause });

export const clockStep = (time: TimePoint, stepMs: number): LedgerEntry => urgent('clock.step', time, { stepMs });

export const environmentGrade = (time: TimePoint, grade: EnvironmentGrade): LedgerEntry =>
  urgent('environment.grade', time, grade as unknown as Facts);

/** A finding of the assess stage, under its own neutral name. The condition of components is no event: it joins the next group commit. */
export const finding = (time: TimePoint, code: string, data: Facts): LedgerEntry =>
  code === 'health.indices' ? periodic(code, time, data) : urgent(code, time, data);

export const anomalyAlarm = (time: TimePoint, data: Facts): LedgerEntry => urgent('anomaly.alarm', time, data);

/** What the anomaly stage saw since the last one: recomputation starts here, inference is never repeated (decisions A4). */
export const anomalyWindows = (time: TimePoint, data: Facts): LedgerEntry => periodic('anomaly.windows', time, data);

/** What the assessment took in since the last one: a report's history and index are recomputed from these. One an hour, and one per change. */
export const assessmentExposure = (time: TimePoint, stretch: object): LedgerEntry =>
  periodic('assessment.exposure', time, stretch as Facts);

/** The first record of every epoch after the first: why the ledger began anew, what is lost, what goes on (decisions D1). */
export const epochStarted = (time: TimePoint, began: EpochStart): LedgerEntry => urgent('epoch.start', time, began as unknown as Facts);

/** Commits behind a place of the write-ahead log that cannot be read: lost, or never acknowledged. */
export const ledgerTailLost = (time: TimePoint, data: Facts): LedgerEntry => urgent('ledger.tailLost', time, data);

/** What became of an incident, or of a wish to hold one: `incident.recorded`, `.refused`, `.evicted`, `.missing`, `.failed`, `hold.granted`, … */
export const incidentNotice = (time: TimePoint, type: string, data: Facts): LedgerEntry => urgent(type, time, data);

/** The lane fills up: ticks are this far apart from now on, and so is the loss bound (decisions D6). */
export const ledgerThinned = (time: TimePoint, data: Facts): LedgerEntry => periodic('ledger.thinned', time, data);

/** Replaces a finished day's records, each of which it names. */
export const dayAggregate = (time: TimePoint, data: Facts): LedgerEntry => periodic('day.aggregate', time, data);

/** The disk is full; written into the room of the ballast. */
export const ledgerFull = (time: TimePoint, data: Facts): LedgerEntry => urgent('ledger.full', time, data);

/** The disk is back: what it refused, for how long, and what found no room in memory. */
export const diskError = (time: TimePoint, data: Facts): LedgerEntry => urgent('disk.error', time, data);

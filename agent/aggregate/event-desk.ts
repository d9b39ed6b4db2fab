import type { ClosedWindow } from '../contract/features.ts';
import type { Message } from '../contract/message.ts';
import type { Profile } from '../contract/profile.ts';
import type { LedgerEntry } from '../contract/record.ts';
import { decimals, roundTo } from '../contract/rounding.ts';
import type { Json } from '../contract/schema.ts';
import { monoMsOf, type TimePoint } from '../contract/time.ts';
import { unknown } from '../contract/unknown.ts';
import type { DetectedEvent, EndedEvent } from '../contract/usage.ts';
import { type AutoResetState, beginStop, openingAutoReset, seeControl, stepAutoReset } from './auto-reset.ts';
import type { BehaviourState } from './behaviour-desk.ts';
import { behaviourWords } from './behaviour-words.ts';
import { type Desk, type DeskOutput, nothingToSay, type ProcessStart } from './desk.ts';
import {
  aroundMs,
  coldStartAt,
  evidenceAround,
  isWithoutPower,
  type Surroundings,
  seeEvidence,
  seePower,
  seeStart,
  seeTemperatures,
} from './event-surroundings.ts';
import { evidenceWords } from './evidence-words.ts';
import { type HourLimit, openingHourLimit, restartHourLimit, stepHourLimit } from './hour-limit.ts';
import {
  evidenceOfChange,
  evidenceOfClass,
  evidenceOfMessage,
  evidenceOfUse,
  evidenceOfWindow,
  type PerilEvidence,
  perilIndicators,
} from './peril-indicators.ts';
import { hearRecord, recordsOf, type SaidRecord, type ToldEvidence } from './told-evidence.ts';
import type { VersionsState } from './version-desk.ts';
import { recentChanges } from './version-desk.ts';

/** Events whose surroundings are still being looked at; one more has none on record. */
const pendingCountMax = 32;
const indicatorsPerHourMax = 120;

interface PendingEvent {
  readonly eventClass: string;
  readonly sourceId: string;
  readonly startMs: number;
  /** What belongs to this event alone. */
  readonly own: readonly PerilEvidence[];
}

/** What is around the events; plain JSON. */
export interface EventDeskState {
  readonly surroundings: Surroundings;
  readonly pending: readonly PendingEvent[];
  readonly resets: AutoResetState;
  readonly limit: HourLimit;
  /** Absent in what earlier versions saved. */
  readonly told?: ToldEvidence;
}

export function openingEventDesk(): EventDeskState {
  const surroundings = { recent: [], poweredSinceMs: null, coldest: null, drivesPowered: unknown('notReported') };
  return { surroundings, pending: [], resets: openingAutoReset, limit: openingHourLimit, told: [] };
}

/** Everything around is measured against the old process's clock and is gone with it; what stands on record goes on standing there. */
export function restartEventDesk({ limit, told = [] }: EventDeskState): EventDeskState {
  return { ...openingEventDesk(), limit: restartHourLimit(limit), told };
}

export interface EventDeskParts {
  readonly states: { events: EventDeskState; readonly behaviour: BehaviourState; readonly versions: VersionsState };
  readonly profile: Pick<Profile, 'ratings'>;
  readonly hashOf: (text: string) => string;
}

/**
 * What stands around an event (decisions B6, risk model §3.6). Stands before the behaviour desk, which then forgets the words of before.
 * ```
 *  messages, windows ─▶ evidence of the last seconds ─┐
 *  event ─▶ cold joints? ─▶ event.coldStart           ├─ 5 s later ─▶ event.indicators: what it is consistent with
 *       └──────────▶ waits ───────────────────────────┤
 *  records ─▶ which one says which evidence ──────────┘
 *  end of a protective stop ─▶ too soon, too often, or by a program ─▶ safety.autoReset
 * ```
 */
export class EventDesk implements Desk {
  readonly #parts: EventDeskParts;

  constructor(parts: EventDeskParts) {
    this.#parts = parts;
  }

  start({ time, before }: ProcessStart): DeskOutput {
    this.#update({ surroundings: seeStart(this.#state.surroundings, time, before) });
    return nothingToSay;
  }

  message(message: Message): DeskOutput {
    const { hashOf, states } = this.#parts;
    const powered = seePower(this.#state.surroundings, message);
    this.#update({ surroundings: seeEvidence(powered, evidenceOfMessage(message), monoMsOf(message.time)) });
    if (message.kind !== 'behaviour' && message.kind !== 'mode') return nothingToSay;
    if (message.kind === 'mode') this.#update({ resets: seeControl(this.#state.resets, message, states.behaviour.hours.controlSource) });
    const before = (fact: string) => states.behaviour.words[`${message.sourceId}/${fact}`];
    const changes = behaviourWords(message, { hashOf, before }).flatMap((reading) => evidenceOfChange(reading, before(reading.fact)));
    this.#update({ surroundings: seeEvidence(this.#state.surroundings, changes, monoMsOf(message.time)) });
    return nothingToSay;
  }

  /** A protective stop of a cold robot is put down to its surroundings and counts in no class. */
  event(event: DetectedEvent): DeskOutput {
    const startMs = monoMsOf(event.start);
    const { surroundings, resets } = this.#state;
    if (event.eventClass === 'protectiveStop') this.#update({ resets: beginStop(resets) });
    const cold = event.eventClass === 'protectiveStop' ? coldStartAt(surroundings, startMs) : undefined;
    this.#wait(event, cold === undefined ? [] : [{ peril: 'environment', evidence: evidenceWords.coldJoint(cold.part) }]);
    if (cold === undefined) return nothingToSay;
    const { eventClass, sourceId, start: time } = event;
    const { part, poweredMs } = cold;
    const data = { eventClass, sourceId, part, temperatureC: roundTo(cold.valueC, decimals.value), poweredMs };
    return { entries: [{ type: 'event.coldStart', time, data, urgent: true }], isCounted: false };
  }

  eventEnded(event: EndedEvent): DeskOutput {
    if (event.eventClass !== 'protectiveStop') return nothingToSay;
    const { sourceId, start: time, durationMs } = event;
    const { state, resetCount, byProgram } = stepAutoReset(this.#state.resets, { nowMs: monoMsOf(time), durationMs });
    this.#update({ resets: state });
    const found = [
      ...(resetCount === undefined ? [] : [{ sourceId, resetCount }]),
      ...(byProgram === undefined ? [] : [{ sourceId, clearedBy: 'program', stoodMs: durationMs }]),
    ];
    return { entries: found.map((data) => ({ type: 'safety.autoReset', time, data, urgent: true })) };
  }

  window(window: ClosedWindow, time: TimePoint): DeskOutput {
    const seen = evidenceOfWindow(window, this.#parts.profile);
    this.#update({ surroundings: seeEvidence(seeTemperatures(this.#state.surroundings, window), seen, window.endMs) });
    const nowMs = monoMsOf(time);
    return this.#close((one) => nowMs - one.startMs >= aroundMs || nowMs < one.startMs, time);
  }

  /** What waits is told with what was seen so far. */
  stop(time: TimePoint): DeskOutput {
    return this.#close(() => true, time);
  }

  /** Evidence is named by the record that says it. */
  record(record: SaidRecord): void {
    const { told = [] } = this.#state;
    this.#update({ told: hearRecord(told, record) });
  }

  get #state(): EventDeskState {
    return this.#parts.states.events;
  }

  #update(change: Partial<EventDeskState>): void {
    this.#parts.states.events = { ...this.#state, ...change };
  }

  #wait({ eventClass, sourceId, start }: DetectedEvent, own: readonly PerilEvidence[]): void {
    const { behaviour, versions } = this.#parts.states;
    const { pending, surroundings } = this.#state;
    const startMs = monoMsOf(start);
    const { controlSource, operationalMode } = behaviour.hours;
    const standing = [
      ...evidenceOfUse([controlSource, operationalMode]),
      ...recentChanges(versions).map((what): PerilEvidence => ({ peril: 'softwareChange', evidence: evidenceWords.versionChanged(what) })),
      ...(isBlow(eventClass) && isWithoutPower(surroundings) ? [{ peril: 'transport', evidence: 'drives without power' } as const] : []),
      ...(Object.values(behaviour.words).includes('poor')
        ? [{ peril: 'network', evidence: evidenceWords.stands('linkQuality', 'poor') } as const]
        : []),
    ];
    const nearby = pending.filter((one) => Math.abs(one.startMs - startMs) <= aroundMs);
    const others = nearby.flatMap((one) => (one.eventClass === eventClass ? [] : evidenceOfClass(one.eventClass)));
    const joined = pending.map((one) =>
      nearby.includes(one) && one.eventClass !== eventClass ? { ...one, own: [...one.own, ...evidenceOfClass(eventClass)] } : one,
    );
    const waiting = { eventClass, sourceId, startMs, own: [...own, ...standing, ...others] };
    this.#update({ pending: [...joined, waiting].slice(0, pendingCountMax) });
  }

  #close(isOver: (one: PendingEvent) => boolean, time: TimePoint): DeskOutput {
    const { pending } = this.#state;
    const over = pending.filter(isOver);
    if (over.length === 0) return nothingToSay;
    this.#update({ pending: pending.filter((one) => !isOver(one)) });
    return { entries: over.flatMap((one) => this.#indicators(one, time)) };
  }

  #indicators({ eventClass, sourceId, startMs, own }: PendingEvent, time: TimePoint): LedgerEntry[] {
    const { limit, maySpeak, suppressedCount } = stepHourLimit(this.#state.limit, monoMsOf(time), indicatorsPerHourMax);
    this.#update({ limit });
    const ownedUp = { type: 'event.indicatorsSuppressed', time, data: { suppressedCount }, urgent: false };
    const { surroundings, told = [] } = this.#state;
    const found = perilIndicators([...own, ...evidenceAround(surroundings, startMs)], (texts) => recordsOf(told, texts));
    const data = { eventClass, sourceId, startedMonoMs: startMs, perilIndicators: found as unknown as Json };
    return [...(suppressedCount > 0 ? [ownedUp] : []), ...(maySpeak ? [{ type: 'event.indicators', time, data, urgent: false }] : [])];
  }
}

const isBlow = (eventClass: string): boolean => eventClass === 'impact' || eventClass === 'fall';

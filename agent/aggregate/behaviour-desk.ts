import type { BehaviourMessage } from '../contract/behaviour.ts';
import type { ClosedWindow } from '../contract/features.ts';
import type { Message, ModeMessage } from '../contract/message.ts';
import type { LedgerEntry } from '../contract/record.ts';
import { monoMsOf, type TimePoint } from '../contract/time.ts';
import { type BehaviourHours, hoursDue, meterHours, openingBehaviourHours, restartBehaviourHours, seeUse } from './behaviour-hours.ts';
import { behaviourWords, type ConfigurationFact, configurationFacts, type Reading, type Word } from './behaviour-words.ts';
import { type Desk, type DeskOutput, nothingToSay } from './desk.ts';
import { type HourLimit, openingHourLimit, restartHourLimit, stepHourLimit } from './hour-limit.ts';

/** A robot that changes its ways without end must not fill the ledger: what exceeds this in an hour is counted instead. */
const recordsPerHourMax = 120;
/** Facts followed at one time, over all sources; one more is not followed. */
const factsMax = 64;
/** Payloads and tools of one source that are known; a program that picks and places states two of each all day. */
const knownPartsMax = 16;

/** What was said of the use, and for how long; plain JSON. */
export interface BehaviourState {
  /** The word said last, by `source/fact`. */
  readonly words: Readonly<Record<string, Word>>;
  /** Payloads and tool centre points stated since credit last restarted for one of them, by `source/fact`, the newest last. */
  readonly knownParts: Readonly<Record<string, readonly Word[]>>;
  readonly hours: BehaviourHours;
  readonly limit: HourLimit;
}

export function openingBehaviour(): BehaviourState {
  return { words: {}, knownParts: {}, hours: openingBehaviourHours, limit: openingHourLimit };
}

/** Words stay, so that what changed while nobody looked is seen as a change; how the robot is used now has to be said again. */
export function restartBehaviour(saved: BehaviourState): BehaviourState {
  return { ...saved, hours: restartBehaviourHours(saved.hours), limit: restartHourLimit(saved.limit) };
}

export interface BehaviourDeskParts {
  /** Where the desk keeps what it remembers. */
  readonly states: { behaviour: BehaviourState };
  readonly hashOf: (text: string) => string;
}

interface Said {
  readonly message: BehaviourMessage | ModeMessage;
  readonly reading: Reading;
}

/**
 * How the robot is used, as far as it says so (decisions B6, B7):
 * ```
 *  mode, behaviour ─▶ words ─▶ another than before ─▶ behaviour.changed
 *                         └─▶ of the safety configuration, or a payload not known yet ─▶ safetyConfiguration.changed, credit restarts
 *  window ─▶ operating time by control source and mode ─▶ behaviour.hours
 * ```
 * A first word is a change from null and restarts nothing.
 */
export class BehaviourDesk implements Desk {
  readonly #parts: BehaviourDeskParts;

  constructor(parts: BehaviourDeskParts) {
    this.#parts = parts;
  }

  message(message: Message): DeskOutput {
    if (message.kind !== 'behaviour' && message.kind !== 'mode') return nothingToSay;
    const { states, hashOf } = this.#parts;
    if (message.kind === 'mode') states.behaviour = { ...states.behaviour, hours: seeUse(states.behaviour.hours, message) };
    const { words } = states.behaviour;
    const readings = behaviourWords(message, { hashOf, before: (fact) => words[`${message.sourceId}/${fact}`] });
    const outputs = readings.map((reading) => this.#take({ message, reading }));
    const entries = outputs.flatMap((output) => output.entries);
    return outputs.some((output) => output.safetyConfigurationChanged) ? { entries, safetyConfigurationChanged: true } : { entries };
  }

  window({ operatingMs }: ClosedWindow, time: TimePoint): DeskOutput {
    const { states } = this.#parts;
    states.behaviour = { ...states.behaviour, hours: meterHours(states.behaviour.hours, operatingMs) };
    return this.#sayHours(time, false);
  }

  stop(time: TimePoint): DeskOutput {
    return this.#sayHours(time, true);
  }

  #sayHours(time: TimePoint, isLast: boolean): DeskOutput {
    const { states } = this.#parts;
    const { hours, data } = hoursDue(states.behaviour.hours, monoMsOf(time), isLast);
    states.behaviour = { ...states.behaviour, hours };
    return data === undefined ? nothingToSay : { entries: [{ type: 'behaviour.hours', time, data, urgent: false }] };
  }

  #take(said: Said): DeskOutput {
    const { states } = this.#parts;
    const { fact, word } = said.reading;
    const key = `${said.message.sourceId}/${fact}`;
    const { words } = states.behaviour;
    const from = words[key];
    if (from === word || (from === undefined && Object.keys(words).length >= factsMax)) return nothingToSay;
    states.behaviour = { ...states.behaviour, words: { ...words, [key]: word } };
    const restarts = this.#isNewConfiguration(key, said.reading, from);
    const entries = this.#limited(restarts ? configurationChanged(said, from) : behaviourChanged(said, from));
    return restarts ? { entries, safetyConfigurationChanged: true } : { entries };
  }

  /** True when credit restarts: a checksum or a limit that changed, or a payload or tool that was not stated before. */
  #isNewConfiguration(key: string, { fact, word }: Reading, from: Word | undefined): boolean {
    if (!(configurationFacts as readonly string[]).includes(fact)) return false;
    const { states } = this.#parts;
    if (fact !== 'payload' && fact !== 'toolCentrePoint') return from !== undefined;
    const known = states.behaviour.knownParts[key] ?? [];
    const recalled = [...known.filter((one) => one !== word), word].slice(-knownPartsMax);
    states.behaviour = { ...states.behaviour, knownParts: { ...states.behaviour.knownParts, [key]: recalled } };
    return from !== undefined && !known.includes(word);
  }

  #limited(entry: LedgerEntry): LedgerEntry[] {
    const { states } = this.#parts;
    const { limit, maySpeak, suppressedCount } = stepHourLimit(states.behaviour.limit, monoMsOf(entry.time), recordsPerHourMax);
    states.behaviour = { ...states.behaviour, limit };
    const ownedUp = { type: 'behaviour.suppressed', time: entry.time, data: { suppressedCount }, urgent: true };
    return [...(suppressedCount > 0 ? [ownedUp] : []), ...(maySpeak ? [entry] : [])];
  }
}

function behaviourChanged({ message, reading }: Said, from: Word | undefined): LedgerEntry {
  const data = { sourceId: message.sourceId, what: reading.fact, from: from ?? null, to: reading.word };
  return { type: 'behaviour.changed', time: message.time, data, urgent: false };
}

function configurationChanged({ message, reading }: Said, from: Word | undefined): LedgerEntry {
  const what: ConfigurationFact = reading.fact as ConfigurationFact;
  const data = { sourceId: message.sourceId, what, from: from ?? null, to: reading.word };
  return { type: 'safetyConfiguration.changed', time: message.time, data, urgent: true };
}

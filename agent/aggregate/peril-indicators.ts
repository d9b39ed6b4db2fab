import type { ClosedWindow, WindowFeatures } from '../contract/features.ts';
import type { FaultMessage, Message } from '../contract/message.ts';
import type { Profile } from '../contract/profile.ts';
import type { SignalName } from '../contract/signal.ts';
import type { Reading, Word } from './behaviour-words.ts';
import { evidenceWords } from './evidence-words.ts';

/** What an event may be consistent with, in the words of the policies (decisions B6); never a verdict on cause or fault. */
export const perils = [
  'mechanical',
  'electrical',
  'thermal',
  'network',
  'softwareChange',
  'operatorAction',
  'environment',
  'transport',
  'unknown',
] as const;
export type Peril = (typeof perils)[number];

/** One thing seen near an event, and what it is consistent with. `evidence` is a fault code or a plain fact. */
export interface PerilEvidence {
  readonly peril: Peril;
  readonly evidence: string;
}

export interface PerilIndicator {
  readonly indicator: Peril;
  readonly evidence: readonly string[];
  /** The records that say it, as `epoch:seq`; what only samples showed, such as a hot motor, has none. */
  readonly records: readonly string[];
}

const evidenceCountMax = 8;
export const evidenceCharsMax = 120;

/** What was seen, by peril, in the order of `perils`; where nothing was, the event is undetermined. `recordsOf` finds the records that say it. */
export function perilIndicators(
  seen: readonly PerilEvidence[],
  recordsOf: (evidence: readonly string[]) => readonly string[],
): readonly PerilIndicator[] {
  const found = perils.flatMap((indicator): PerilIndicator[] => {
    const texts = [...new Set(seen.filter(({ peril }) => peril === indicator).map((one) => one.evidence.slice(0, evidenceCharsMax)))];
    const evidence = texts.sort().slice(0, evidenceCountMax);
    return evidence.length === 0 ? [] : [{ indicator, evidence, records: recordsOf(evidence) }];
  });
  return found.length === 0 ? [{ indicator: 'unknown', evidence: [], records: [] }] : found;
}

/** By the category a driver's code table gives; a category that is not here says nothing of the kind of peril. */
const perilOfCategory = {
  collision: 'mechanical',
  motorBlocked: 'mechanical',
  followingError: 'mechanical',
  positionLimit: 'mechanical',
  speedLimit: 'mechanical',
  torqueLimit: 'mechanical',
  overcurrent: 'electrical',
  undervoltage: 'electrical',
  overvoltage: 'electrical',
  shortCircuit: 'electrical',
  battery: 'electrical',
  encoder: 'electrical',
  sensor: 'electrical',
  overTemperature: 'thermal',
  communication: 'network',
  emergencyStop: 'operatorAction',
  safeguardStop: 'operatorAction',
} as const;

/** Another event nearby: a blow or a fall is mechanical by its kind, a pressed stop and an opened guard are a person's act. */
const perilOfClass = {
  impact: 'mechanical',
  fall: 'mechanical',
  emergencyStop: 'operatorAction',
  safeguardStop: 'operatorAction',
} as const;

/** What a change of use is consistent with; a task or an execution state that changes is the robot's everyday. */
const perilOfChange: Readonly<Partial<Record<Reading['fact'], Peril>>> = {
  supply: 'electrical',
  charging: 'electrical',
  controlSource: 'operatorAction',
  operationalMode: 'operatorAction',
  speedOverrideRatio: 'operatorAction',
  safetyConfiguration: 'operatorAction',
  limits: 'operatorAction',
  payload: 'operatorAction',
  toolCentrePoint: 'operatorAction',
};

/** People in control: what happens then may be an act of theirs, and no more is said. */
const peopleInControl: readonly string[] = ['teleoperated', 'pendant', 'handGuided', 'manualReducedSpeed', 'manualHighSpeed'];

export const evidenceOfClass = (eventClass: string): readonly PerilEvidence[] =>
  listed(perilIn(perilOfClass, eventClass), evidenceWords.nearby(eventClass));

/** What a fault or a mode says by itself. */
export function evidenceOfMessage(message: Message): readonly PerilEvidence[] {
  if (message.kind === 'fault') return message.active ? evidenceOfFault(message) : [];
  if (message.kind !== 'mode') return [];
  return listed(message.robotMode === 'updating' ? 'softwareChange' : undefined, 'robotMode updating');
}

const evidenceOfFault = (fault: FaultMessage): readonly PerilEvidence[] =>
  listed(perilIn(perilOfCategory, fault.category), evidenceWords.fault(fault));

/** A word of use that changed nearby; a poor link is evidence without a change. */
export function evidenceOfChange({ fact, word }: Reading, from: Word | undefined): readonly PerilEvidence[] {
  if (fact === 'linkQuality') return listed(word === 'poor' ? 'network' : undefined, evidenceWords.stands(fact, word));
  return from === undefined || from === word ? [] : listed(perilOfChange[fact], evidenceWords.changed(fact));
}

/** Who is in control and in which mode, while it happens. */
export const evidenceOfUse = (words: readonly string[]): readonly PerilEvidence[] =>
  words
    .filter((word) => peopleInControl.includes(word))
    .map((word) => ({ peril: 'operatorAction', evidence: evidenceWords.inControl(word) }));

const motorTemperatures: readonly SignalName[] = ['motorTemperatureC', 'windingTemperatureC', 'shellTemperatureC', 'driverTemperatureC'];

/** Motors at their rating, and air outside the robot's; a robot without ratings has neither. */
export function evidenceOfWindow(window: ClosedWindow, { ratings = {} }: Pick<Profile, 'ratings'>): readonly PerilEvidence[] {
  const { motorTemperatureMaxC = Number.POSITIVE_INFINITY } = ratings;
  const { ambientMinC = Number.NEGATIVE_INFINITY, ambientMaxC = Number.POSITIVE_INFINITY } = ratings;
  return window.streams.flatMap((stream) => {
    const { component } = stream.layout;
    const readings = temperaturesOf(stream, component === 'ambient' ? ['temperatureC'] : motorTemperatures);
    if (component === 'ambient') {
      const isOutside = readings.some(({ valueC }) => valueC < ambientMinC || valueC > ambientMaxC);
      return listed(isOutside ? 'environment' : undefined, 'ambient temperature outside the rating');
    }
    const hot = component === 'joint' ? readings.filter(({ valueC }) => valueC >= motorTemperatureMaxC) : [];
    return hot.map(({ part }): PerilEvidence => ({ peril: 'thermal', evidence: `temperature of ${part} at its rating` }));
  });
}

/** Mean temperatures of a stream's parts, °C; parts without a good sample are left out. */
export function temperaturesOf(
  { layout, count, mean }: WindowFeatures,
  names: readonly SignalName[] = motorTemperatures,
): readonly { readonly part: string; readonly valueC: number }[] {
  return layout.signals.flatMap((signal, s) =>
    names.includes(signal)
      ? layout.parts.flatMap((part, p) => {
          const cell = s * layout.parts.length + p;
          return (count[cell] ?? 0) > 0 ? [{ part, valueC: mean[cell] ?? 0 }] : [];
        })
      : [],
  );
}

/** Names come from drivers and profiles: one that every object has, such as `constructor`, is none of the table's. */
function perilIn(table: Readonly<Record<string, Peril>>, name: string): Peril | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function listed(peril: Peril | undefined, evidence: string): readonly PerilEvidence[] {
  return peril === undefined ? [] : [{ peril, evidence }];
}

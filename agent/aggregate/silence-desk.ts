import type { ClosedWindow } from '../contract/features.ts';
import { jointLayoutOf } from '../contract/joint-layout.ts';
import { windowLoadRatio } from '../contract/load-ratio.ts';
import type { Profile } from '../contract/profile.ts';
import { decimals, roundTo } from '../contract/rounding.ts';
import type { TimePoint } from '../contract/time.ts';
import { isUnknown, type Knowable, unknown } from '../contract/unknown.ts';
import type { Gap } from '../contract/usage.ts';
import { type Desk, type DeskOutput, nothingToSay } from './desk.ts';
import { jointLimitsOf } from './joint-motion.ts';

/** The reference load of the risk model, half of the rated torque (§3.7); above it a load is high. */
const highLoadRatio = 0.5;
/** The load before a silence is the mean of about this long. */
const loadMemoryMs = 60_000;
/** Shorter silences come from networks and restarts of programs; nobody unplugs a sensor for less. */
const unpluggedMsMin = 60_000;
/** Two may be chance. */
const highGapCountMin = 3;
/** Silences begin at high load this many times as often as chance would have it. */
const excessFactorRatio = 2;
/** Beyond this the older silences count half, so that what a source did years ago hides nothing. */
const gapsCountedMax = 16;
const sourcesMax = 64;

interface SourceSilences {
  readonly gapCount: number;
  readonly highCount: number;
}

/** The load of the robot, and what it was when each source was last heard; plain JSON. */
export interface SilenceState {
  /** Mean of the last minute, 1 = rated torque; null until a load is known. */
  readonly loadRatio: number | null;
  /** Operating time of known load, and of it at high load, whole milliseconds. */
  readonly knownMs: number;
  readonly highMs: number;
  readonly heard: Readonly<Record<string, number | null>>;
  readonly silences: Readonly<Record<string, SourceSilences>>;
}

export function openingSilence(): SilenceState {
  return { loadRatio: null, knownMs: 0, highMs: 0, heard: {}, silences: {} };
}

/** A new process begins with sources that were not heard yet: the time it was not there is no silence of theirs. */
export const restartSilence = (saved: SilenceState): SilenceState => ({ ...saved, loadRatio: null, heard: {} });

export interface SilenceDeskParts {
  readonly states: { silence: SilenceState };
  readonly profile: Pick<Profile, 'joints'>;
}

/**
 * Sources that fall silent more often after high load than the time at high load explains (risk model §3.9).
 * ```
 *  window ─▶ load of the last minute, as each source was last heard ─┐
 *  gap of a minute or more ─▶ was the load high before it? ──────────┴─▶ three times, twice as often as by chance ─▶ sensor.unplugged
 * ```
 * Where no load is known nothing is said.
 */
export class SilenceDesk implements Desk {
  readonly #parts: SilenceDeskParts;

  constructor(parts: SilenceDeskParts) {
    this.#parts = parts;
  }

  window(window: ClosedWindow): DeskOutput {
    const { states, profile } = this.#parts;
    const loaded = seeLoad(states.silence, window, loadOf(window, profile));
    states.silence = hear(loaded, new Set(window.streams.map(({ layout }) => layout.sourceId)));
    return nothingToSay;
  }

  gap({ sourceId, fromMs, toMs }: Gap, time: TimePoint): DeskOutput {
    const { states } = this.#parts;
    const loadRatio = states.silence.heard[sourceId] ?? null;
    if (toMs - fromMs < unpluggedMsMin || loadRatio === null) return nothingToSay;
    const before = states.silence.silences[sourceId] ?? { gapCount: 0, highCount: 0 };
    const counted = countSilence(before, loadRatio >= highLoadRatio);
    const isFound = loadRatio >= highLoadRatio && exceedsChance(counted, states.silence);
    const kept = isFound ? { gapCount: 0, highCount: 0 } : counted;
    states.silence = { ...states.silence, silences: { ...states.silence.silences, [sourceId]: kept } };
    if (!isFound) return nothingToSay;
    const { gapCount, highCount: highLoadGapCount } = counted;
    const highLoadTimeRatio = roundTo(highTimeRatio(states.silence), decimals.ratio);
    const data = { sourceId, durationMs: toMs - fromMs, loadRatio, gapCount, highLoadGapCount, highLoadTimeRatio };
    return { entries: [{ type: 'sensor.unplugged', time, data, urgent: true }] };
  }
}

function loadOf({ streams }: ClosedWindow, profile: Pick<Profile, 'joints'>): Knowable<number> {
  const joints = jointLayoutOf(streams.map(({ layout }) => layout));
  const stream = streams.find(({ layout }) => layout === joints);
  return stream === undefined ? unknown('missing') : windowLoadRatio(stream, jointLimitsOf(stream.layout, profile));
}

/** A window without a load leaves the mean as it was. */
function seeLoad(state: SilenceState, { startMs, endMs, operatingMs }: ClosedWindow, load: Knowable<number>): SilenceState {
  if (isUnknown(load)) return state;
  const share = state.loadRatio === null ? 1 : Math.min(1, (endMs - startMs) / loadMemoryMs);
  const before = state.loadRatio ?? 0;
  const loadRatio = roundTo(before + share * (load - before), decimals.ratio);
  const highMs = loadRatio >= highLoadRatio ? operatingMs : 0;
  return { ...state, loadRatio, knownMs: state.knownMs + operatingMs, highMs: state.highMs + highMs };
}

/** The load as it is now becomes the load of every source that is heard now; that of a silent one stays. */
function hear(state: SilenceState, sourceIds: ReadonlySet<string>): SilenceState {
  const changed = [...sourceIds].filter((id) => state.heard[id] !== state.loadRatio);
  const room = sourcesMax - Object.keys(state.heard).length;
  const taken = [...changed.filter((id) => id in state.heard), ...changed.filter((id) => !(id in state.heard)).slice(0, Math.max(0, room))];
  if (taken.length === 0) return state;
  return { ...state, heard: { ...state.heard, ...Object.fromEntries(taken.map((id) => [id, state.loadRatio])) } };
}

function countSilence({ gapCount, highCount }: SourceSilences, isHigh: boolean): SourceSilences {
  const fade = (count: number): number => (gapCount >= gapsCountedMax ? Math.floor(count / 2) : count);
  return { gapCount: fade(gapCount) + 1, highCount: fade(highCount) + (isHigh ? 1 : 0) };
}

const highTimeRatio = ({ knownMs, highMs }: SilenceState): number => (knownMs === 0 ? 1 : highMs / knownMs);

function exceedsChance({ gapCount, highCount }: SourceSilences, state: SilenceState): boolean {
  return highCount >= highGapCountMin && highCount / gapCount > excessFactorRatio * highTimeRatio(state);
}

import { readProfile } from '../../agent/configuration/product-files.ts';
import { readDocument } from '../../agent/configuration/read-document.ts';
import type { Source } from '../../agent/contract/driver.ts';
import { quality } from '../../agent/contract/frame.ts';
import type { Message } from '../../agent/contract/message.ts';
import type { Profile } from '../../agent/contract/profile.ts';
import type { Clock } from '../../agent/contract/time.ts';
import simulator, { type SimulatorOptions } from '../../drivers/simulator/index.ts';
import type { ScriptEntry } from '../../drivers/simulator/options-schema.ts';
import { standingClock } from './replay-fixture.ts';

export const humanoidProfile: Profile = (await readProfile('unitree-g1-29dof')).value;
export const cobotProfile: Profile = (await readProfile('ur3e')).value;

export const simulationStart = '2026-05-04T08:00:00.000Z';

/** Options as the schema fills them in: as fast as possible, from a fixed wall time. */
export function simulatorOptions(replaced: Partial<SimulatorOptions> = {}): SimulatorOptions {
  return { seed: 1, script: [], speedRatio: 0, startWall: simulationStart, durationMs: 10_000, ...replaced };
}

/** Opens a simulated robot through the driver. */
export function openSimulator(profile: Profile, replaced: Partial<SimulatorOptions> = {}, clock: Clock = standingClock()): Promise<Source> {
  return simulator.open(simulatorOptions(replaced), { sourceId: 'robot', profile, clock, readDocument });
}

/** One frame as it was poured: its column copied, a missing cell as NaN. */
export interface PouredFrame {
  readonly atMs: number;
  readonly wallMs: number;
  readonly bootId: string;
  readonly component: string;
  readonly layout: Source['layouts'][number];
  readonly values: Float64Array;
}

export interface Pouring {
  readonly frames: PouredFrame[];
  readonly messages: Message[];
}

export const atMsOf = (message: Message): number => Number(message.time.monoNs / 1_000_000n);

/** Runs a source to its end and keeps all it poured. */
export async function pourSimulation(source: Source, signal: AbortSignal = new AbortController().signal): Promise<Pouring> {
  const frames: PouredFrame[] = [];
  const messages: Message[] = [];
  await source.run(
    {
      frame: ({ layout, time, values, quality: codes }) => {
        const seen = values.map((value, index) => (codes[index] === quality.good ? value : Number.NaN));
        const { wallMs, bootId } = time;
        frames.push({ atMs: Number(time.monoNs / 1_000_000n), wallMs, bootId, component: layout.component, layout, values: seen });
        return true;
      },
      message: (message) => {
        messages.push(message);
        return true;
      },
      flaw: () => true,
      ready: async () => undefined,
    },
    signal,
  );
  return { frames, messages };
}

/** Opens and runs in one. */
export async function simulate(profile: Profile, replaced: Partial<SimulatorOptions> = {}): Promise<Pouring> {
  return pourSimulation(await openSimulator(profile, replaced));
}

/** A signal of one part over time, as [ms, value]. */
export function seriesOf({ frames }: Pouring, signal: string, part: string): [atMs: number, value: number][] {
  return frames.flatMap(({ atMs, layout, values }): [number, number][] => {
    const [s, p] = [(layout.signals as readonly string[]).indexOf(signal), layout.parts.indexOf(part)];
    return s < 0 || p < 0 ? [] : [[atMs, values[s * layout.parts.length + p] ?? Number.NaN]];
  });
}

export const valuesOf = (pouring: Pouring, signal: string, part: string): number[] =>
  seriesOf(pouring, signal, part).map(([, value]) => value);

export const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const soundRuns = new Map<string, Promise<Pouring>>();

/** The same robot with and without one fault, for as long; the sound one is run once for all. */
export async function withAndWithout(
  fault: ScriptEntry,
  profile: Profile = humanoidProfile,
  durationMs = 80_000,
): Promise<{ sound: Pouring; faulty: Pouring }> {
  const key = `${profile.name} ${durationMs}`;
  const known = soundRuns.get(key) ?? simulate(profile, { durationMs });
  soundRuns.set(key, known);
  return { sound: await known, faulty: await simulate(profile, { durationMs, script: [fault] }) };
}

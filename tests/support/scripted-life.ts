import type { DeclaredContext } from '../../agent/contract/declared-context.ts';
import type { DriverSink, Source } from '../../agent/contract/driver.ts';
import type { FrameLayout } from '../../agent/contract/frame.ts';
import type { Message } from '../../agent/contract/message.ts';
import type { Profile } from '../../agent/contract/profile.ts';
import { unknown } from '../../agent/contract/unknown.ts';
import { type LivedLife, liveThrough } from './sparse-agent.ts';
import { frameOf, timeAt } from './telemetry.ts';

export type ScriptedEvent = 'protectiveStop' | 'impact' | 'fall' | 'limitTrip' | 'emergencyStop';

/** A robot's life day by day; a day is so many hours with the robot switched on, and one report. */
export interface LifeScript {
  readonly keySeed: number;
  readonly profile: string;
  readonly ratings?: Profile['ratings'];
  readonly context: DeclaredContext;
  readonly daysCount: number;
  readonly hoursPerDay: number;
  /** Mean torque as a share of the rated one, for a joint of so many N·m; left out, no torque is read. */
  readonly load?: { readonly shareRatio: number; readonly ratedNm: number };
  /** What the robot can report; proven by a first value each day. */
  readonly reportable: readonly ScriptedEvent[];
  /** At whole hours of the day; two at the same hour come in the same second. */
  readonly events: readonly { readonly day: number; readonly hour: number; readonly event: ScriptedEvent }[];
  /** The first day on which the robot states another safety configuration; left out, it states none at all. */
  readonly configurationChangedOnDay?: number;
  /** So many days without a reading after this day, while the host was up. */
  readonly silence?: { readonly afterDay: number; readonly daysCount: number };
}

const stepMs = 1_800_000;
const hourMs = 3_600_000;
const sourceId = 'robot';

/** Lives a script through the real pipeline: one report per day. */
export function scriptedLife(script: LifeScript): Promise<LivedLife> {
  const { keySeed, profile, ratings, context, hoursPerDay } = script;
  const reportPeriodMs = hoursPerDay * hourMs;
  return liveThrough({ keySeed, profile, ratings, context, reportPeriodMs, source: (joint) => sourceOf(joint, script) });
}

function sourceOf(joint: string, script: LifeScript): Source {
  const signals = script.load === undefined ? (['velocityRadPerS'] as const) : (['velocityRadPerS', 'torqueNm'] as const);
  const layout: FrameLayout = { sourceId, component: 'joint', parts: [joint], signals, periodMs: stepMs };
  return {
    layouts: [layout],
    observable: [],
    identity: { protocol: 'script' },
    run: async (sink) => {
      for (let day = 1; day <= script.daysCount; day += 1) await pourDay(sink, layout, { script, day });
      sink.frame(frameOf(layout, startMsOf(script, script.daysCount + 1), [0]));
      await sink.ready();
    },
  };
}

async function pourDay(sink: DriverSink, layout: FrameLayout, { script, day }: { script: LifeScript; day: number }): Promise<void> {
  const startMs = startMsOf(script, day);
  const today = script.events.filter((one) => one.day === day);
  for (const event of script.reportable) sink.message(saidAt(event, startMs, false));
  if (script.configurationChangedOnDay !== undefined)
    sink.message({
      kind: 'behaviour',
      ...saidBy(startMs),
      safetyConfiguration: day < script.configurationChangedOnDay ? 'first' : 'second',
    });
  const torqueNm = script.load && script.load.shareRatio * script.load.ratedNm;
  for (let ms = startMs; ms < startMs + script.hoursPerDay * hourMs; ms += stepMs) {
    sink.frame(frameOf(layout, ms, torqueNm === undefined ? [1] : [1, torqueNm]));
    const due = today.filter(({ hour }) => startMs + hour * hourMs === ms);
    for (const { event } of due) sink.message(saidAt(event, ms + 60_000, true));
    for (const { event } of due) sink.message(saidAt(event, ms + 70_000, false));
    await sink.ready();
  }
}

/** The robot's own time: days follow one another, and a silence lies between two of them. */
function startMsOf({ hoursPerDay, silence }: LifeScript, day: number): number {
  const silentMs = silence !== undefined && day > silence.afterDay ? silence.daysCount * 24 * hourMs : 0;
  return (day - 1) * hoursPerDay * hourMs + silentMs;
}

const saidBy = (ms: number) => ({ sourceId, time: timeAt(ms) });

function saidAt(event: ScriptedEvent, ms: number, active: boolean): Message {
  const base = saidBy(ms);
  if (event === 'protectiveStop' || event === 'emergencyStop') return { ...base, kind: 'safety', [event]: active };
  if (event === 'impact') return { ...base, kind: 'safety', collisionDetected: active };
  if (event === 'fall') return { ...base, kind: 'condition', eventClass: 'fall', active };
  const code = { codeSpace: 'script', codeRaw: event, component: 'joint', part: unknown('notReported'), text: event } as const;
  return { ...base, ...code, kind: 'fault', severity: 'error', category: 'overTemperature', active };
}

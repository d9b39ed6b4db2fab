import type { AlarmExplanation, WatchLevel } from '../../contract/anomaly.ts';
import { decimals, roundTo } from '../../contract/rounding.ts';
import { type Knowable, unknown } from '../../contract/unknown.ts';
import { traceOf } from './alarm-trace.ts';
import { plottedChannelOf } from './joint-voice.ts';
import { rememberAlarm, similarAlarms } from './past-alarms.ts';
import { alarmText } from './watch-messages.ts';
import type { WatchStage } from './watch-stage.ts';
import type { Rated } from './watch-state.ts';

export interface RaisedAlarm {
  readonly jointIndex: number;
  readonly score: number;
  readonly alarmIndex: number;
  readonly wallMs: number;
}

/** Why this alarm, from the window that raised it; the watch remembers it for the next. Undefined when no window was rated. */
export function explainAlarm(stage: WatchStage, alarm: RaisedAlarm): AlarmExplanation | undefined {
  const { rated } = stage;
  if (rated === undefined) return undefined;
  const explanation = explanationOf(stage, rated, alarm);
  const { alarmIndex, joint, channel, channels } = explanation;
  const wall = new Date(alarm.wallMs).toISOString();
  const { en: textEn, zh: textZh } = alarmText(explanation);
  const alarms = rememberAlarm(stage.state.alarms, { alarmIndex, wall, joint, channel, channels });
  stage.remember({ alarms, lastAlarm: { ...explanation, wall, textEn, textZh } });
  return explanation;
}

function explanationOf(
  stage: WatchStage,
  { rating, joints, levels }: Rated,
  { jointIndex, score, alarmIndex }: RaisedAlarm,
): AlarmExplanation {
  const joint = joints.layout.parts[jointIndex] ?? '';
  const spoken = [...rating.votes(jointIndex)].filter(([, loud]) => loud > 0);
  const channels = Object.fromEntries(spoken.map(([channel, loud]) => [channel, rounded(loud)]));
  const network = stage.networkVote(jointIndex) ?? 0;
  const { voice, speaks } = speakerOf(rating, jointIndex, network);
  const trace = traceOf(stage.state.trace, jointIndex, { channel: plottedChannelOf(speaks), nowMs: joints.endMs });
  const rule = rating.votes(jointIndex).get('rule') ?? 0;
  const all: Readonly<Record<WatchLevel, number>> = { L0: rule, L1: (rating.jointScores[jointIndex] ?? 0) - rule, L2: network };
  return {
    ...{ alarmIndex, joint, score, channel: speaks },
    ...(voice.rule === undefined ? {} : { rule: voice.rule }),
    expectedValue: known(voice.expectedValue),
    observedValue: known(voice.observedValue),
    unit: voice.unit,
    levels,
    votes: Object.fromEntries(levels.map((level) => [level, rounded(all[level])])),
    channels,
    similar: similarAlarms(stage.state.alarms, { joint, channels }),
    trace,
  };
}

/** The loudest: a channel of the joint, the network's view of it, or how the robot as a whole stands. */
function speakerOf(rating: Rated['rating'], joint: number, network: number) {
  const voice = rating.voice(joint);
  const { posture } = rating;
  const isPosture = posture !== undefined && posture.jointIndex === joint && posture.score > Math.max(voice.score, network);
  if (isPosture) {
    const { expectedValue, observedValue } = posture;
    return { voice: { ...voice, expectedValue, observedValue, unit: 'ratio' }, speaks: 'posture' as const };
  }
  if (network <= voice.score) return { voice, speaks: voice.channel };
  return { voice: { ...voice, ...rating.reading(joint, 'effort') }, speaks: 'network' as const };
}

const known = (value: number): Knowable<number> => (Number.isFinite(value) ? roundTo(value, decimals.value) : unknown('missing'));
const rounded = (value: number): number => roundTo(value, decimals.score);

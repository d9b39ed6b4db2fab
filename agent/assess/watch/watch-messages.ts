import type { AlarmExplanation, AnomalyPhase } from '../../contract/anomaly.ts';
import type { SuspectJoint, TraitName } from '../../contract/fleet-prior.ts';
import { isUnknown, type Knowable } from '../../contract/unknown.ts';
import type { RuleName } from './plausibility.ts';
import type { WatchChannel } from './rate-joints.ts';

/** What the watch says to people, in both languages: what was seen beside what was expected, and no word on cause, safety or fault. */
export interface BilingualText {
  readonly en: string;
  readonly zh: string;
}

type Named = Readonly<Record<string, BilingualText>>;

const channelNames: Readonly<Record<Exclude<WatchChannel, 'rule'> | 'posture' | 'nothing' | 'network', BilingualText>> = {
  temperatureRise: { en: 'temperature rises unusually', zh: '温升异常' },
  effort: { en: 'effort unlike its motion', zh: '出力与运动不符' },
  effortStrength: { en: 'strength of effort unlike its motion', zh: '出力强度与运动不符' },
  effortOffset: { en: 'lasting offset of effort', zh: '出力持续偏移' },
  friction: { en: 'lasting effort against the motion (friction)', zh: '持续的逆运动方向出力（摩擦）' },
  effortLevel: { en: 'lasting strength of effort', zh: '出力强度持续偏离' },
  posture: { en: 'effort at rest unlike anything learned', zh: '静止出力与已学习状态均不同' },
  network: { en: 'effort unlike what the network expects', zh: '出力与网络预期不符' },
  nothing: { en: 'no single channel', zh: '无单一通道' },
};

const ruleNames: Readonly<Record<RuleName, BilingualText>> = {
  stuckSensor: { en: 'a sensor repeats itself', zh: '传感器数值重复不变' },
  outOfLimits: { en: 'above a declared limit', zh: '超出申报限值' },
  implausibleJump: { en: 'a jump no joint can make', zh: '不可能的位置跳变' },
};

const unitNames: Named = {
  C: { en: 'K', zh: 'K' },
  'N.m': { en: 'N·m', zh: 'N·m' },
  count: { en: 'windows', zh: '个窗口' },
  ratio: { en: 'of its limit', zh: '（占限值）' },
};

const valueDigitCount = 3;

function valueText(value: Knowable<number>, unit: string, lang: keyof BilingualText): string {
  if (isUnknown(value)) return lang === 'zh' ? '未知' : 'unknown';
  return `${Number(value.toPrecision(valueDigitCount))} ${named(unitNames, unit)[lang]}`;
}

/** A name that nobody translated stands as it is. */
function named(table: Named, name: string): BilingualText {
  return (Object.hasOwn(table, name) ? table[name] : undefined) ?? { en: name, zh: name };
}

/** What spoke, expected beside observed, and who voted. */
export function alarmText({ joint, channel, rule, expectedValue, observedValue, unit, votes }: AlarmExplanation): BilingualText {
  const what = rule === undefined ? named(channelNames, channel) : named(ruleNames, rule);
  const voted = Object.entries(votes).map(([level, score]) => `${level} ${score.toFixed(1)}`);
  const value = (of: Knowable<number>, lang: keyof BilingualText): string => valueText(of, unit, lang);
  const isRise = channel === 'temperatureRise';
  return {
    en: `Joint ${joint}: ${what.en}; observed ${value(observedValue, 'en')}, ${isRise ? 'usual' : 'expected'} ${value(expectedValue, 'en')}. Votes (−ln p): ${voted.join(', ')}.`,
    zh: `关节${joint}：${what.zh}；观测值${value(observedValue, 'zh')}，${isRise ? '通常' : '预期'}${value(expectedValue, 'zh')}。各级票数（−ln p）：${voted.join('，')}。`,
  };
}

const aurocDigitCount = 2;

/** What the early warning was learned on, how well it told stops from other time there, and what it is not. */
export function forecastText({ blockAurocs }: { readonly blockAurocs: readonly BlockAuroc[] }): BilingualText {
  const list = (now: string, within: (horizonS: number) => string, comma: string): string =>
    blockAurocs
      .map(({ horizonS, aurocRatio }) => `${horizonS === 0 ? now : within(horizonS)} ${aurocRatio.toFixed(aurocDigitCount)}`)
      .join(comma);
  const en = list('now', (horizonS) => `within ${horizonS} s`, ', ');
  const zh = list('此刻', (horizonS) => `${horizonS} 秒内`, '，');
  return {
    en: `An early warning, learned on one recording of one UR3 (49 min, 1 Hz); AUROC there (0.5 is chance, 1 perfect), on time it had not seen: ${en}. Not checked on any other robot. Not a safety function; in no report and no record.`,
    zh: `预警，仅由一台 UR3 的一段记录（49 分钟，1 Hz）学得；在该记录未见时段上的 AUROC（0.5 为随机，1 为完美）：${zh}。未在其他机器人上验证。非安全功能；不进入任何报告或记录。`,
  };
}

interface BlockAuroc {
  readonly horizonS: number;
  readonly aurocRatio: number;
}

export interface PhaseFacts {
  readonly phase: AnomalyPhase;
  readonly isShort: boolean;
  readonly collectedMs: number;
  readonly collectMs: number;
  readonly sessionCount: number;
  readonly sessionCountMin: number;
  readonly suspects: readonly SuspectJoint[];
}

const msPerHour = 3_600_000;
const hours = (ms: number): string => (ms / msPerHour).toFixed(1);

/** Where commissioning stands. Until it is over, nothing here bears on the index. */
export function phaseText(facts: PhaseFacts): BilingualText {
  const parts = [phaseTexts[facts.phase](facts), ...(facts.isShort ? [shortText] : []), ...facts.suspects.map(suspectText)];
  return { en: parts.map(({ en }) => en).join(' '), zh: parts.map(({ zh }) => zh).join('') };
}

const shortText: BilingualText = { en: 'Short commissioning: its false alarms are not promised.', zh: '短期调试：不承诺误报率。' };

const traitNames: Readonly<Record<TraitName, BilingualText & { readonly unit: string }>> = {
  frictionRatio: { en: 'friction', zh: '摩擦', unit: 'ratio' },
  scatterRatio: { en: 'unexplained effort', zh: '无法解释的出力', unit: 'ratio' },
  riseC: { en: 'temperature rise', zh: '温升', unit: 'C' },
};

/** Which joint was not learned, by what, and beside what. */
function suspectText({ joint, cause, trait, value, low, high }: SuspectJoint): BilingualText {
  const { unit, ...name } = traitNames[trait];
  const range = (lang: keyof BilingualText): string => `${Number(low.toPrecision(valueDigitCount))} … ${valueText(high, unit, lang)}`;
  const [besideEn, besideZh] =
    cause === 'outsideFleet' ? ['robots of its kind have', '同型机器人为'] : ['its mirror allows', '对侧关节允许'];
  return {
    en: `Joint ${joint} was not learned, and only rules watch it: ${name.en} ${valueText(value, unit, 'en')}, where ${besideEn} ${range('en')}.`,
    zh: `关节${joint}未学习，仅由规则监测：${name.zh}${valueText(value, unit, 'zh')}，${besideZh}${range('zh')}。`,
  };
}

const phaseTexts: Readonly<Record<AnomalyPhase, (facts: PhaseFacts) => BilingualText>> = {
  warmUp: () => ({ en: 'Warming up: only rules are checked.', zh: '预热中：仅检查规则。' }),
  collect: ({ collectedMs, collectMs, sessionCount, sessionCountMin }) => ({
    en: `Learning this robot: ${hours(collectedMs)} of ${hours(collectMs)} operating hours, ${sessionCount} of ${sessionCountMin} sessions; no effect on the index.`,
    zh: `正在学习该机器人：运行${hours(collectedMs)}/${hours(collectMs)}小时，${sessionCount}/${sessionCountMin}次作业；不影响指数。`,
  }),
  calibrate: () => ({ en: 'Calibrating the alarm on this robot; no effect on the index.', zh: '正在按该机器人校准报警；不影响指数。' }),
  active: () => ({ en: 'Watching, against a frozen reference.', zh: '监测中，参照已冻结。' }),
};

import type { RiskDimension } from '../contract/assessment.ts';
import type { DeclaredContext } from '../contract/declared-context.ts';
import { ratedEventWords } from '../contract/rated-event-words.ts';
import type { Cover, LifecycleStage, Scene, StageAssessment, StageOfUse } from '../contract/stage-of-use.ts';
import { isKnown, isUnknown, type Knowable } from '../contract/unknown.ts';
import type { RatedEventClass } from '../contract/usage.ts';

/** Every sentence of an explanation in both languages. Words of decisions C5: relative factors, never grades of safety, no fault. */
export interface Bilingual {
  readonly en: string;
  readonly zh: string;
}

/** Stands with every index, wherever it is shown. */
export const riskStatement =
  'Relative insurance-risk index, 50 = model reference; not a safety rating; says nothing about whether it is safe to be near the robot.';

export const riskStatementZh = '相对保险风险指数，50 = 模型基准；不是安全评级；不说明靠近机器人是否安全。';

/** Said beside every index of a model that is not derived from losses. */
export const illustrativeNotice: Bilingual = { en: 'illustrative reference', zh: '示例性基准' };

export const dimensionNames: Readonly<Record<RiskDimension, Bilingual>> = {
  environment: { en: 'Operating environment', zh: '作业环境' },
  use: { en: 'Mechanical load in use', zh: '使用负荷' },
  safety: { en: 'Safety history', zh: '历史安全数据' },
  health: { en: 'Condition of components', zh: '部件状态' },
  anomaly: { en: 'Unusual behaviour', zh: '异常行为' },
  context: { en: 'Declared context', zh: '申报信息' },
};

/** What the index never uses. */
export const notUsed: readonly Bilingual[] = [
  { en: 'identity of operators', zh: '操作人员身份' },
  { en: 'camera', zh: '摄像头' },
  { en: 'audio', zh: '音频' },
  { en: 'location below site level', zh: '场地以下的位置' },
  { en: 'presses of the emergency stop', zh: '急停按钮的按下' },
  { en: 'shifts and working times of people', zh: '人员班次与工作时间' },
  { en: 'raw anomaly scores (only alarms, and only above the promised false-alarm rate)', zh: '异常原始分数（仅计超出承诺误报率的报警）' },
  { en: 'price, premium, sums insured, caps of a tariff', zh: '价格、保费、保额与费率上下限' },
  { en: 'software updates, and confirmations nobody clicked', zh: '软件更新与未点击的确认' },
  { en: 'the declared autonomy level', zh: '申报的自主等级' },
  { en: 'what the owner withholds from a recipient', zh: '所有者未向接收方披露的内容' },
];

export const coverNames: Readonly<Record<Cover, Bilingual>> = {
  body: { en: 'Cover of the body', zh: '机身保障' },
  thirdParty: { en: 'Cover of third parties', zh: '第三者保障' },
};

export const stageNames: Readonly<Record<LifecycleStage, Bilingual>> = {
  rnd: { en: 'research and development', zh: '研发' },
  pilotTest: { en: 'pilot test', zh: '中试' },
  firstUse: { en: 'first use', zh: '首台套应用' },
  commercial: { en: 'commercial use', zh: '商业应用' },
  retired: { en: 'retired', zh: '退役' },
};

export const sceneNames: Readonly<Record<Scene, Bilingual>> = {
  factory: { en: 'factory', zh: '工厂' },
  publicService: { en: 'public service', zh: '公共服务' },
  rental: { en: 'rental', zh: '租赁' },
  competition: { en: 'competition', zh: '赛事' },
  test: { en: 'test', zh: '测试' },
  transport: { en: 'transport', zh: '运输' },
  storage: { en: 'storage', zh: '仓储' },
};

const notDeclaredText: Bilingual = { en: 'not declared', zh: '未申报' };

/** Stage and scene in words; what was not declared is said. */
export function placeText({ stage, scene }: StageOfUse): Bilingual {
  const stageWords = isKnown(stage) ? stageNames[stage] : notDeclaredText;
  const sceneWords = isKnown(scene) ? sceneNames[scene] : notDeclaredText;
  return { en: `stage ${stageWords.en}, scene ${sceneWords.en}`, zh: `阶段：${stageWords.zh}，场景：${sceneWords.zh}` };
}

/** An index with its interval, or why there is none. */
export function intervalText({ riskIndex, p05Index, p95Index }: Interval): Bilingual {
  if (isUnknown(riskIndex) || isUnknown(p05Index) || isUnknown(p95Index)) {
    const reason = isUnknown(riskIndex) ? riskIndex.unknown : 'insufficientData';
    return { en: `index unknown (${reason})`, zh: `指数未知（${reason}）` };
  }
  const numbers = `${shortIndex(riskIndex)} (${shortIndex(p05Index)} … ${shortIndex(p95Index)})`;
  return { en: `index ${numbers}`, zh: `指数 ${numbers}` };
}
type Interval = Readonly<Record<'riskIndex' | 'p05Index' | 'p95Index', Knowable<number>>>;

/** One stage and scene in a line: hours, rated events and index of that stage alone. */
export function stageText(stage: StageAssessment): Bilingual {
  const place = placeText(stage);
  const eventCount = stage.history.reduce((sum, one) => sum + (one.eventClass === 'emergencyStop' ? 0 : one.eventCount), 0);
  const hours = (stage.operatingMs / 3_600_000).toFixed(1);
  const said = intervalText(stage);
  const now: Bilingual = stage.isActive ? { en: ' (in force)', zh: '（当前）' } : { en: '', zh: '' };
  return {
    en: `${place.en}${now.en}: ${hours} operating hours, ${counted(eventCount, 'rated event')}, ${said.en}`,
    zh: `${place.zh}${now.zh}：运行 ${hours} 小时，计入事件 ${eventCount} 次，${said.zh}`,
  };
}

/** The declared autonomy level: evidence that is printed and never priced. */
export const autonomyText = (levels: NonNullable<DeclaredContext['autonomyLevel']>): Bilingual => {
  const { perception, decision, execution, collaboration } = levels;
  return {
    en: `Declared autonomy level (T/CIE 298-2025), never priced: perception L${perception}, decision L${decision}, execution L${execution}, collaboration L${collaboration}`,
    zh: `申报的自主等级（T/CIE 298-2025），不参与定价：感知 L${perception}、决策 L${decision}、执行 L${execution}、协作 L${collaboration}`,
  };
};

/** `×1.50, alone 50 → 60`: the factor to two decimals, the index to at most one. */
export function effectText(factorRatio: number, aloneIndex: number): Bilingual {
  const factor = `×${factorRatio.toFixed(2)}`;
  const index = shortIndex(aloneIndex);
  return { en: `${factor}, alone 50 → ${index}`, zh: `${factor}，单独作用 50 → ${index}` };
}

/** An index to one decimal, without `.0`. */
export function shortIndex(riskIndex: number): string {
  return String(Number(riskIndex.toFixed(1)));
}

/** A driver's sentence: name, what it rests on, effect. */
export function driverText(dimension: RiskDimension, basis: Bilingual, effect: Bilingual): Bilingual {
  const name = dimensionNames[dimension];
  return { en: `${name.en}: ${basis.en}; ${effect.en}.`, zh: `${name.zh}：${basis.zh}；${effect.zh}。` };
}

/** A dimension without a value counts as the reference. */
export function unknownText(reason: string): Bilingual {
  return { en: `unknown (${reason}), counts as the reference`, zh: `未知（${reason}），按基准计` };
}

/** `1 event`, `2 events`. */
const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

export const safetyBasis = (eventCount: number, exposureH: number, notObservedCount: number): Bilingual => ({
  en: `${counted(eventCount, 'rated event')} in ${exposureH.toFixed(1)} observed operating hours${notObservedCount > 0 ? `, ${notObservedCount} ${notObservedCount === 1 ? 'class' : 'classes'} not observed` : ''}`,
  zh: `${exposureH.toFixed(1)} 观测运行小时内 ${eventCount} 次计入事件${notObservedCount > 0 ? `，${notObservedCount} 类未观测` : ''}`,
});

export const environmentBasis = (shares: readonly (readonly [grade: number, shareRatio: number])[]): Bilingual => {
  const list = shares.map(([grade, share]) => `E${grade} ${(share * 100).toFixed(1)} %`).join(', ');
  return { en: `operating time at ${list}`, zh: `运行时间分布 ${list}` };
};

export const useBasis = (loadRatio: number): Bilingual => ({
  en: `mean torque ${(loadRatio * 100).toFixed(0)} % of rated`,
  zh: `平均力矩为额定值的 ${(loadRatio * 100).toFixed(0)} %`,
});

export const healthBasis = (healthIndex: number): Bilingual => ({
  en: `health index ${shortIndex(healthIndex)}`,
  zh: `健康指数 ${shortIndex(healthIndex)}`,
});

export const anomalyBasis = (alarmCount: number, activeH: number, designRatePerH: number): Bilingual => ({
  en: `${counted(alarmCount, 'alarm')} in ${activeH.toFixed(1)} watched operating hours, ${designRatePerH} per hour are expected of the detector itself`,
  zh: `${activeH.toFixed(1)} 监测运行小时内 ${alarmCount} 次报警，检测器自身预期每小时 ${designRatePerH} 次`,
});

export const contextBasis = (words: readonly string[]): Bilingual => ({
  en: `declared ${words.join(', ')}`,
  zh: `申报 ${words.join('、')}`,
});

/** What would change the index, as an action. */
export const actions = {
  settleUnknown: (dimensions: readonly string[], grade: number): Bilingual => ({
    en: `Environment ${dimensions.join(', ')} measured or declared at their best, E${grade} for all hours`,
    zh: `环境维度 ${dimensions.join('、')} 经测量或申报为最好，全部小时为 E${grade}`,
  }),
  cleanHours: (hours: number): Bilingual => ({
    en: `${hours} more operating hours at the present grade without a rated event`,
    zh: `以当前等级再运行 ${hours} 小时且无计入事件`,
  }),
  betterGrade: (hours: number, grade: number, insteadOf: number): Bilingual => ({
    en: `The next ${hours} operating hours at E${grade} instead of E${insteadOf}, without a rated event either way`,
    zh: `今后 ${hours} 运行小时为 E${grade} 而非 E${insteadOf}，两种情形均无计入事件`,
  }),
  oneFewer: (eventClass: RatedEventClass, count: number): Bilingual => ({
    en: `With one ${ratedEventWords[eventClass].en} fewer than ${count}, at their mean weight after ageing`,
    zh: `${count} 次${ratedEventWords[eventClass].zh}中少一次（按时效衰减后的平均权重）`,
  }),
  referenceHealth: (healthIndex: number): Bilingual => ({
    en: `With a health index of ${shortIndex(healthIndex)}`,
    zh: `若健康指数为 ${shortIndex(healthIndex)}`,
  }),
  otherStage: (stage: string, insteadOf: string): Bilingual => ({
    en: `Declared as ${stage} instead of ${insteadOf}, with the priors of that stage`,
    zh: `申报阶段为 ${stage} 而非 ${insteadOf}，并采用该阶段的先验`,
  }),
  otherTrl: (trl: number, insteadOf: number): Bilingual => ({
    en: `Declared as TRL ${trl} instead of TRL ${insteadOf}`,
    zh: `申报 TRL ${trl} 而非 TRL ${insteadOf}`,
  }),
  withoutClass: (eventClass: RatedEventClass, count: number): Bilingual => ({
    en: `Without the ${counted(count, ratedEventWords[eventClass].en)}`,
    zh: `若无这 ${count} 次${ratedEventWords[eventClass].zh}`,
  }),
  referenceLoad: (): Bilingual => ({ en: 'Run at the reference load', zh: '以基准负荷运行' }),
  withoutAlarms: (count: number): Bilingual => ({
    en: `Without the ${counted(count, 'anomaly alarm')}`,
    zh: `若没有这 ${count} 次异常报警`,
  }),
} as const;

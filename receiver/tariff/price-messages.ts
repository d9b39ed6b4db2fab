import { type Bilingual, riskStatement, riskStatementZh } from '../../agent/assess/risk-messages.ts';
import type { OperatingDimension } from './price-contributions.ts';
import type { FactorRule } from './step-factor.ts';
import type { Cover } from './tariff-schema.ts';
import type { TariffSignature } from './tariff-signature.ts';

/** Every sentence of a priced statement in both languages. Words of decisions C5: relative factors, no grade of safety, no fault. */
export type Language = keyof Bilingual;
export const languages = ['en', 'zh'] as const satisfies readonly Language[];

export const pricedStatementWords: Bilingual = {
  en: `Hours and events from signed reports, by the day they were received. ${riskStatement}`,
  zh: `小时数与事件来自已签名的报告，按收到日期计。${riskStatementZh}`,
};

export const illustrativeWords: Bilingual = {
  en: 'illustrative reference: not derived from losses, amounts are points and no money',
  zh: '示例性基准：并非由赔付数据得出，数额为点数，不是金额',
};

export const actuarialWords = (unit: string): Bilingual => ({ en: `amounts in ${unit}`, zh: `数额单位 ${unit}` });

export const coverNames: Readonly<Record<Cover, Bilingual>> = {
  body: { en: 'body', zh: '机身' },
  thirdParty: { en: 'third party', zh: '第三者' },
};

export const dimensionWords: Readonly<Record<OperatingDimension, Bilingual>> = {
  use: { en: 'load', zh: '负荷' },
  safety: { en: 'safety history', zh: '安全历史' },
  health: { en: 'condition', zh: '部件状态' },
  anomaly: { en: 'confirmed alarms', zh: '已确认报警' },
  context: { en: 'declared context', zh: '申报信息' },
};

/** What is known of a tariff's signature; who signed it stands beside it. */
export const signatureWords: Readonly<Record<TariffSignature['state'], Bilingual>> = {
  inForce: { en: 'signature in force', zh: '签名有效' },
  expired: { en: 'signature expired', zh: '签名已过期' },
  notYetValid: { en: 'signature not valid yet', zh: '签名尚未生效' },
  unsigned: { en: 'unsigned', zh: '未签名' },
  notChecked: { en: 'signature not checked', zh: '签名未核验' },
};

/** One version of a tariff took over from another; what that says, and what it does not. */
export const tariffChanged = (fromVersion: number, toVersion: number, validFrom: string): Bilingual => ({
  en: `tariff.changed: version ${toVersion} after ${fromVersion} from ${validFrom} on, published by the insurer; nothing on the robot changed`,
  zh: `tariff.changed：自 ${validFrom} 起由版本 ${fromVersion} 改为 ${toVersion}，由保险人发布；机器人本身没有变化`,
});

/** What held the factor at a month end. */
export const ruleWords: Readonly<Record<FactorRule, Bilingual>> = {
  contributionCap: { en: 'a dimension at its cap', zh: '某一维度达到上限' },
  overallCap: { en: 'factor at its bound', zh: '系数达到界限' },
  coverageFloor: { en: 'not below 1: too little of the time was observed', zh: '不低于 1：观测覆盖不足' },
  indexUnknown: { en: 'not below 1 nor below the month before: the index is unknown', zh: '不低于 1 且不低于上月：指数未知' },
  minimumExposure: { en: 'unchanged: too few operating hours yet', zh: '不变：运行小时数尚不足' },
  noReport: { en: 'no fall: nothing was received in this month', zh: '不下降：本月未收到报告' },
  rateLimit: { en: 'limited to the step of one month', zh: '受月度变动幅度限制' },
  partMonth: { en: 'pro rata: cover began within the month', zh: '按天折算：保障于月内开始' },
};

/** What no tariff here can charge for; the schema has no place for it. */
export const notInPrice: readonly Bilingual[] = [
  { en: 'presses of the emergency stop', zh: '急停按钮的按下' },
  { en: 'software updates and versions', zh: '软件更新与版本' },
  { en: 'identity, shifts and working times of people', zh: '人员身份、班次与工作时间' },
  { en: 'camera, audio, location', zh: '摄像头、音频、位置' },
  { en: 'scores and event heads of the network', zh: '神经网络的评分与事件输出' },
  { en: 'time in no accepted report', zh: '未包含在已接受报告中的时间' },
];

export const alarmsNotInPrice: Bilingual = { en: 'anomaly alarms', zh: '异常报警' };
export const alarmsInPrice: Bilingual = { en: 'anomaly alarms that no inspection confirmed', zh: '未经检查确认的异常报警' };

/** Labels of the printed statement. */
export const labels = {
  period: { en: 'period', zh: '期间' },
  byReceipt: { en: 'UTC, by receipt', zh: 'UTC，按收到时间' },
  robot: { en: 'robot', zh: '机器人' },
  operating: { en: 'operating', zh: '运行' },
  reports: { en: 'reports', zh: '报告' },
  index: { en: 'index', zh: '指数' },
  interval: { en: '90 % interval', zh: '90 % 区间' },
  coverage: { en: 'coverage', zh: '覆盖率' },
  gaps: { en: 'gaps', zh: '数据缺口' },
  missing: { en: 'missing', zh: '缺失' },
  outside: { en: 'outside reports', zh: '报告以外' },
  tariff: { en: 'tariff', zh: '费率' },
  factor: { en: 'factor', zh: '系数' },
  target: { en: 'aims at', zh: '目标' },
  base: { en: 'base', zh: '基础' },
  days: { en: 'days', zh: '天' },
  usage: { en: 'hours at factor 1', zh: '按系数 1 的小时费' },
  effect: { en: 'effect of the factor', zh: '系数的影响' },
  total: { en: 'total', zh: '合计' },
  notPriced: { en: 'not priced', zh: '未计价' },
  noVersion: { en: 'no version of the tariff was valid', zh: '无有效费率版本' },
  notInPrice: { en: 'not in the price', zh: '不计入价格' },
  review: { en: 'review by a person requested', zh: '请求人工复核' },
  verdict: { en: 'verdict', zh: '结论' },
  none: { en: 'No agent is enrolled.', zh: '没有已登记的代理。' },
  mlInPrice: { en: 'confirmed alarms of the network enter the factor', zh: '经确认的网络报警计入系数' },
  report: { en: 'report', zh: '报告' },
  against: { en: 'against', zh: '对照' },
  factorOne: { en: 'the same at factor 1', zh: '同一费率，系数为 1' },
  robots: { en: 'robots', zh: '机器人' },
  costsMore: { en: 'cost more', zh: '增加' },
  costsLess: { en: 'cost less', zh: '减少' },
  unchanged: { en: 'unchanged', zh: '不变' },
  level: { en: 'level', zh: '总体水平' },
  monthEnds: { en: 'month ends', zh: '月末' },
  held: { en: 'held by a rule', zh: '受规则限制' },
  largest: { en: 'largest changes', zh: '变化最大' },
  doubtful: { en: 'with rejected reports or second versions', zh: '存在被拒报告或重复版本' },
} as const satisfies Readonly<Record<string, Bilingual>>;

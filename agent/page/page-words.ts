import type { WatchLevel } from '../contract/anomaly.ts';
import type { RiskDimension } from '../contract/assessment.ts';
import type { Origin } from '../contract/driver.ts';
import { ratedEventWords } from '../contract/rated-event-words.ts';
import type { ChannelState, SourceState } from '../contract/status.ts';
import type { UnknownReason } from '../contract/unknown.ts';
import { html, type Markup } from './markup.ts';

/** One label in both languages; the page carries both and shows one. */
export type Words = readonly [en: string, zh: string];

export type PageLanguage = 'en' | 'zh';

/** Both languages; the style shows the one of the page. */
export const say = ([en, zh]: Words): Markup => html`<span lang="en">${en}</span><span lang="zh">${zh}</span>`;

/** Words of decisions C5: relative, never a grade of safety, no fault. */
export const words = {
  index: ['Risk index', '风险指数'],
  reference: ['50 = model reference', '50 = 模型基准'],
  interval: ['90 % interval', '90 % 区间'],
  lower: ['lower relative risk', '相对风险较低'],
  higher: ['higher relative risk', '相对风险较高'],
  path: ['Index since this page was opened', '打开本页以来的指数'],
  drivers: ['What moves the index', '指数的影响因素'],
  driversNone: ['Nothing moves the index away from the reference.', '没有因素使指数偏离基准。'],
  atReference: ['At the reference', '处于基准'],
  hours: ['Hours', '小时数'],
  powerOn: ['Powered on', '通电'],
  ready: ['Ready', '就绪'],
  operating: ['Operating', '运行'],
  collaborative: ['Collaborative', '人机协作'],
  gap: ['Without data, in no counter', '无数据，不计入任何计数'],
  cycles: ['Cycles', '周期数'],
  standing: ['Standing in balance', '平衡站立'],
  loadWeighted: ['Load-weighted', '负荷加权'],
  distance: ['Distance', '行驶里程'],
  energy: ['Energy', '耗电量'],
  suspended: ['Host asleep, in no other counter', '主机休眠，不计入其他计数'],
  unmetered: ['Not metered, imputed', '未计量，按推算计'],
  grades: ['Operating hours by environment grade', '按环境等级划分的运行小时'],
  gradeAll: ['Overall', '综合'],
  gradePhysical: ['Physical', '物理'],
  gradePeople: ['People', '人员'],
  gradeNow: ['Now', '当前'],
  events: ['Events', '事件'],
  eventsNone: ['No events so far.', '尚无事件。'],
  notObserved: ['Not observed', '未观测'],
  notObservedMeaning: ['no source reports these: they count as the reference and earn no credit', '没有数据源报告：按基准计，不享受优惠'],
  health: ['Condition of components', '部件状态'],
  healthScale: ['of 100, and never above what the model takes as the reference', '满分 100，且不高于模型基准'],
  healthNotSaid: ['This version of the agent does not say.', '该版本的代理未提供。'],
  advice: ['Advice', '建议'],
  adviceNone: ['No advice.', '暂无建议。'],
  evaluated: ['Evaluated', '已评估'],
  notEvaluated: ['Not evaluated, and why', '未评估及原因'],
  anomaly: ['Unusual behaviour', '异常行为'],
  score: ['Score', '分值'],
  joint: ['Joint', '关节'],
  alarms: ['Alarms', '报警'],
  alarm: ['Alarm', '报警'],
  similar: ['Most alike before', '最相似的既往报警'],
  expected: ['expected', '预期'],
  observed: ['observed', '观测'],
  levels: ['Judged by', '判定依据'],
  eventForecast: ['Early warning: probability of a protective stop', '预警：保护性停止的概率'],
  stopNow: ['stopped now', '此刻已停止'],
  stopWithin5s: ['within 5 s', '5 秒内'],
  stopWithin10s: ['within 10 s', '10 秒内'],

  sources: ['Sources', '数据源'],
  sourcesNone: ['No source: nothing is collected.', '无数据源：未采集任何数据。'],
  frames: ['frames', '帧'],
  flaws: ['flaws', '瑕疵'],
  restarts: ['restarts', '重启'],
  recipients: ['Reports', '报告'],
  sent: ['sent', '已发送'],
  receipted: ['receipted', '已回执'],
  waiting: ['waiting', '待回执'],
  recipientsNone: ['No recipient: metering only, no connection is opened.', '无接收方：仅计量，不建立连接。'],
  ledger: ['records in the ledger', '条账本记录'],
  warnings: ['Notices', '提示'],
  warningsNone: ['None.', '无。'],
  asOf: ['As of', '截至'],
  uptime: ['agent up', '代理已运行'],
  agent: ['agent', '代理'],
  unknown: ['unknown', '未知'],
  lost: [
    'The agent does not answer. Shown is the last state it sent; the page connects again by itself. Last heard',
    '代理无响应。显示的是其最后发送的状态；页面会自动重新连接。最后收到于',
  ],
} as const satisfies Record<string, Words>;

/** Stands in Chinese beside the agent's own English sentence. */
export const statementZh = '相对保险风险指数，50 = 模型基准；不是安全评级；不说明靠近机器人是否安全。';

export const originWords: Readonly<Record<Origin, Words>> = {
  live: ['LIVE', '实时'],
  replay: ['REPLAY: from a recording, in the time of the recording', '回放：来自记录，时间为记录时间'],
  simulation: ['SIMULATION: no real robot; nothing here is evidence', '仿真：非真实机器人，不构成证据'],
};

export const sourceWords: Readonly<Record<SourceState, Words>> = {
  starting: ['starting', '启动中'],
  running: ['running', '运行中'],
  silent: ['silent: alive, nothing arrives', '静默：在线但无数据'],
  backingOff: ['waiting to try again', '等待重试'],
  ended: ['ended', '已结束'],
  stopped: ['stopped', '已停止'],
};

export const channelWords: Readonly<Record<ChannelState, Words>> = {
  connecting: ['connecting', '连接中'],
  connected: ['connected', '已连接'],
  waiting: ['waiting to try again', '等待重试'],
  stopped: ['stopped', '已停止'],
};

export const dimensionWords: Readonly<Record<RiskDimension, Words>> = {
  environment: ['operating environment', '作业环境'],
  use: ['mechanical load in use', '使用负荷'],
  safety: ['safety history', '历史安全数据'],
  health: ['condition of components', '部件状态'],
  anomaly: ['unusual behaviour', '异常行为'],
  context: ['declared context', '申报信息'],
};

const eventWords: Readonly<Record<string, Words>> = Object.fromEntries(
  Object.entries(ratedEventWords).map(([eventClass, { en, zh }]) => [eventClass, [en, zh]]),
);

const anomalyWords: Readonly<Record<string, Words>> = {
  learning: ['learning what is usual for this robot', '正在学习该机器人的常态'],
  active: ['watching', '监测中'],
  off: ['off', '关闭'],
  warmUp: ['warming up', '预热中'],
  collect: ['learning what is usual for this robot', '正在学习该机器人的常态'],
  calibrate: ['calibrating the alarm', '正在校准报警'],
};

export const reasonWords: Readonly<Record<UnknownReason, Words>> = {
  notReported: ['not reported', '未报告'],
  missing: ['missing', '缺失'],
  outOfRange: ['out of range', '超出范围'],
  stale: ['stale', '已过期'],
  notObserved: ['not observed', '未观测'],
  notDeclared: ['not declared', '未申报'],
  notRated: ['not rated', '不予评定'],
  learning: ['learning', '学习中'],
  insufficientData: ['not enough hours yet', '小时数尚不足'],
};

/** A class or status that nobody named stands as it is; so does one named like a property every object has. */
export const eventClassWords = (eventClass: string): Words => named(eventWords, eventClass);
export const anomalyStatusWords = (status: string): Words => named(anomalyWords, status);

const levelNames: Readonly<Record<WatchLevel, Words>> = { L0: ['rules', '规则'], L1: ['physics', '物理模型'], L2: ['network', '神经网络'] };

export const levelWords = (level: WatchLevel): Words => levelNames[level];

function named(table: Readonly<Record<string, Words>>, name: string): Words {
  return (Object.hasOwn(table, name) ? table[name] : undefined) ?? [name, name];
}

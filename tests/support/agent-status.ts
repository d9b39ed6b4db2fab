import type { RiskDimension, RiskDriver } from '../../agent/contract/assessment.ts';
import type { HealthCondition, HealthIndicator, HealthUnknown, IndicatorStanding } from '../../agent/contract/health.ts';
import type { AgentStatus } from '../../agent/contract/status.ts';
import { unknown } from '../../agent/contract/unknown.ts';
import { noUsage } from '../../agent/contract/usage.ts';
import { exportUsage } from '../../agent/contract/usage-export.ts';

const hourMs = 3_600_000;

function driver(dimension: RiskDimension, ln: number, [textEn, textZh]: readonly [string, string]): RiskDriver {
  return { dimension, ln, factorRatio: Math.exp(ln), aloneIndex: 50 + 34 * ln, shareRatio: 0, textEn, textZh };
}

const rated = (
  indicator: HealthIndicator,
  [textEn, textZh]: readonly [string, string],
  why: HealthUnknown | undefined,
): IndicatorStanding => {
  const componentCount = indicator.startsWith('B') ? 1 : 29;
  const unknown = why === undefined ? [] : [{ reason: why, componentCount }];
  return { indicator, componentCount, evaluatedCount: why === undefined ? componentCount : 0, unknown, textEn, textZh };
};
const knee = { component: 'left_knee_joint', indicator: 'J1', level: 'WARN' } as const;

/** A knee that runs warm on a robot whose profile rates no currents. */
const warmKnee: HealthCondition = {
  index: 30,
  textEn:
    'Condition 30 by joint left_knee_joint (motor temperature), WARN; 30 components known, 0 not. Information only; not a safety function.',
  textZh: '状态指数 30，取决于关节left_knee_joint（电机温度），WARN；已知部件30个，未知0个。仅供参考，非安全功能。',
  readings: [
    {
      ...knee,
      textEn: 'Joint left_knee_joint: motor temperature 84 °C, WARN, index 30',
      textZh: '关节left_knee_joint：电机温度 84 °C，WARN，指数 30',
    },
  ],
  advice: [
    {
      ...knee,
      textEn:
        'Joint left_knee_joint reached 84 °C (93 % of its limit, generic default). Reduce duty or stiffness gains, check cooling, inspect before 100 h. Information only; not a safety function.',
      textZh:
        '关节left_knee_joint温度达84℃（通用默认限值的93%）。请降低占空比或刚度增益、检查散热，并在100小时内检查。仅供参考，非安全功能。',
    },
  ],
  indicators: [
    rated('J1', ['J1 motor temperature: known of 29 of 29', 'J1 电机温度：29中已知29'], undefined),
    rated(
      'J3',
      ['J3 thermal load (I²t): known of 0 of 29; 29 × no rating in the profile', 'J3 热负荷（I²t）：29中已知0；29 × 机型文件未给出额定值'],
      'notDeclared',
    ),
    rated(
      'B3',
      ['B3 cell imbalance: known of 0 of 1; 1 × no rest of half an hour seen', 'B3 电芯压差：1中已知0；1 × 未见半小时静置'],
      'notObserved',
    ),
  ],
};

/** Nothing was evaluated yet. */
const unknownCondition: HealthCondition = {
  index: unknown('learning'),
  textEn: 'Condition unknown: nothing was evaluated yet, which takes ten minutes of operation; it counts as the reference',
  textZh: '状态未知：尚未评估（需运行十分钟）；按基准计',
  readings: [],
  advice: [],
  indicators: [],
};

const header = {
  messageCount: 12,
  wallMs: 0,
  manufacturer: 'Unitree',
  serialNumber: unknown('notReported'),
  agentId: 'agent',
  startUpWallMs: 0,
} as const;

/** A humanoid in the middle of its day: every part of the page has something to show. */
export const busyStatus: AgentStatus = {
  agentId: 'kfx2VQzXb1Yw0q7hM3J9cLrT5uN8sEaGdPoRiHvBnWk',
  origin: 'simulation',
  robot: 'Unitree G1 (29 joints)',
  wall: '2026-03-14T09:26:53Z',
  uptimeMs: 12_345_678,
  sources: [
    { sourceId: 'body', driver: 'simulator', state: 'running', reason: 'started', frameCount: 1_234_567, flawCount: 3, restartCount: 0 },
    {
      sourceId: 'pack',
      driver: 'serial',
      state: 'silent',
      reason: 'nothing for 15 s, expected every 5 s: check the cable of /dev/ttyUSB0',
      frameCount: 4821,
      flawCount: 0,
      restartCount: 2,
    },
  ],
  usage: exportUsage(noUsage, header),
  counters: {
    ...noUsage,
    powerOnMs: 12.5 * hourMs,
    readyMs: 11.25 * hourMs,
    operatingMs: 8.6 * hourMs,
    collaborativeMs: 3.2 * hourMs,
    gapMs: 0.05 * hourMs,
    operatingMsByE: [0, 3.4 * hourMs, 4.1 * hourMs, 1.1 * hourMs, 0],
    operatingMsByEPhys: [2.1 * hourMs, 5.4 * hourMs, 1.1 * hourMs, 0, 0],
    operatingMsByEPeople: [0, 3.4 * hourMs, 4.1 * hourMs, 1.1 * hourMs, 0],
    cycleCount: 412,
  },
  gradeText:
    'E3 (binding: D8 human exposure H2, declared by ACME 2026-03-02; D1 ambient temperature 24 °C measured E1; D2 relative humidity unknown→E2)',
  health: warmKnee,
  riskIndex: 57.3,
  p05Index: 51.8,
  p95Index: 63.4,
  drivers: [
    driver('environment', 0.156, [
      'Operating environment: operating time at E2 39.5 %, E3 47.7 %, E4 12.8 %; ×1.17, alone 50 → 55.4.',
      '作业环境：运行时间分布 E2 39.5 %, E3 47.7 %, E4 12.8 %；×1.17，单独作用 50 → 55.4。',
    ]),
    driver('safety', 0.262, [
      'Safety history: 3 rated events in 8.6 observed operating hours, 2 classes not observed; ×1.30, alone 50 → 59.1.',
      '历史安全数据：8.6 观测运行小时内 3 次计入事件，2 类未观测；×1.30，单独作用 50 → 59.1。',
    ]),
    driver('use', -0.105, [
      'Mechanical load in use: mean torque 31 % of rated; ×0.90, alone 50 → 46.4.',
      '使用负荷：平均力矩为额定值的 31 %；×0.90，单独作用 50 → 46.4。',
    ]),
    driver('health', 0, ['Condition of components: unknown (learning), counts as the reference.', '部件状态：未知（学习中），按基准计。']),
    driver('context', -0.02, [
      'Declared context: declared factory, trained operators; ×0.98, alone 50 → 49.3.',
      '申报信息：申报 工厂、受训操作员；×0.98，单独作用 50 → 49.3。',
    ]),
    driver('anomaly', 0, ['Unusual behaviour: unknown (learning), counts as the reference.', '异常行为：未知（学习中），按基准计。']),
  ],
  eventCounts: { protectiveStop: 2, impact: 1, emergencyStop: 1, gripLost: 4, fall: 0 },
  notObserved: ['limitTrip', 'majorFault'],
  anomaly: { status: 'learning', score: unknown('learning'), joint: unknown('learning'), alarmCount: 0 },
  warnings: ['Source pack is silent since 09:26:38: no battery figures.', 'IMU at 100 Hz: impacts are under-read below 200 Hz.'],
  ledgerSize: 10_482,
  outbox: { closedCount: 12, receiptedCount: 11 },
  channels: [
    {
      recipientId: 'insurer',
      url: 'mqtt://127.0.0.1:38721',
      state: 'connected',
      reason: 'connected',
      protocolVersion: 5,
      sentCount: 12,
      receiptedCount: 11,
    },
    {
      recipientId: 'lessor',
      url: 'mqtt://192.0.2.7:1883',
      state: 'waiting',
      reason: 'connection refused; tried 4 times, next in 12 s',
      protocolVersion: unknown('notObserved'),
      sentCount: 0,
      receiptedCount: 0,
    },
  ],
  statement:
    'Relative insurance-risk index, 50 = model reference; not a safety rating; says nothing about whether it is safe to be near the robot.',
};

/** The first second of a robot that nobody has declared anything about. */
export const newbornStatus: AgentStatus = {
  ...busyStatus,
  origin: 'live',
  sources: [],
  usage: exportUsage(noUsage, header),
  counters: {
    ...noUsage,
    powerOnMs: 0,
    readyMs: 0,
    operatingMs: 0,
    collaborativeMs: 0,
    gapMs: 0,
    operatingMsByE: [0, 0, 0, 0, 0],
    operatingMsByEPhys: [0, 0, 0, 0, 0],
    operatingMsByEPeople: [0, 0, 0, 0, 0],
    cycleCount: 0,
  },
  health: unknownCondition,
  riskIndex: unknown('insufficientData'),
  p05Index: unknown('insufficientData'),
  p95Index: unknown('insufficientData'),
  drivers: [],
  eventCounts: {},
  notObserved: [],
  warnings: [],
  outbox: { closedCount: 0, receiptedCount: 0 },
  channels: [],
};

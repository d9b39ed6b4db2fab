import type { HealthIndicator, HealthIndices, HealthLevel, ThresholdSource } from '../../contract/health.ts';
import { batteryComponent } from './health-thresholds.ts';

/** Advice and condition in both languages (risk model §4.4): what was seen, how to look into it, and no word on safety or fault. */
export interface BilingualText {
  readonly en: string;
  readonly zh: string;
}

/** Ends every advice. */
export const informationOnly: BilingualText = { en: 'Information only; not a safety function.', zh: '仅供参考，非安全功能。' };

export interface AdviceFacts {
  readonly component: string;
  readonly indicator: HealthIndicator;
  readonly level: HealthLevel;
  readonly value: number;
  /** The value at which the indicator is at its worst, or the maker's own limit. */
  readonly limit: number;
  readonly source: ThresholdSource;
}

/** Hours within which to look, by level; illustrative. */
const withinH: Readonly<Record<HealthLevel, number>> = { INFO: 1000, NOTICE: 500, WARN: 100, ALARM: 24 };

const percent = (ratio: number): string => (ratio * 100).toFixed(0);
const sourceZh: Readonly<Record<ThresholdSource, string>> = { maker: '厂商限值', 'generic default': '通用默认限值' };

const raisedTexts: Readonly<Record<HealthIndicator, (facts: AdviceFacts) => BilingualText>> = {
  J1: ({ component, value, limit, level, source }) => ({
    en: `Joint ${component} reached ${value.toFixed(0)} °C (${percent(value / limit)} % of its limit, ${source}). Reduce duty or stiffness gains, check cooling, inspect before ${withinH[level]} h.`,
    zh: `关节${component}温度达${value.toFixed(0)}℃（${sourceZh[source]}的${percent(value / limit)}%）。请降低占空比或刚度增益、检查散热，并在${withinH[level]}小时内检查。`,
  }),
  J3: ({ component, value }) => ({
    en: `Thermal load (I²t) of joint ${component} reached ${percent(value)} % of what its continuous current settles at. Reduce duty or load.`,
    zh: `关节${component}的热负荷（I²t）达连续电流稳态值的${percent(value)}%。请降低占空比或负载。`,
  }),
  J4: ({ component, value }) => ({
    en: `Joint ${component} was above 90 % of its torque limit for ${percent(value)} % of the last operating time. Review payload, posture and accelerations.`,
    zh: `关节${component}在最近运行时间的${percent(value)}%内力矩超过限值的90%。请检查负载、姿态与加速度。`,
  }),
  J10: ({ component, value }) => ({
    en: `Joint ${component} has used ${percent(value)} % of rated gear life. Plan an inspection of the gear.`,
    zh: `关节${component}已消耗额定减速器寿命的${percent(value)}%，请安排减速器检查。`,
  }),
  B3: ({ value, level }) => ({
    en: `Cell imbalance ${(value * 1000).toFixed(0)} mV at rest. ${level === 'ALARM' ? 'Stop charging unattended; service the pack.' : 'Let the pack balance, and look again.'}`,
    zh: `静置压差${(value * 1000).toFixed(0)}mV，${level === 'ALARM' ? '停止无人值守充电并送检电池包。' : '请让电池包均衡后复查。'}`,
  }),
  B4: ({ value, limit, source, level }) => ({
    en: `Battery reached ${value.toFixed(0)} °C (${percent(value / limit)} % of its limit, ${source}). Let it cool before charging, check airflow, inspect before ${withinH[level]} h.`,
    zh: `电池温度达${value.toFixed(0)}℃（${sourceZh[source]}的${percent(value / limit)}%）。请冷却后再充电、检查散热，并在${withinH[level]}小时内检查。`,
  }),
};

/** What each indicator looks at. */
export const indicatorNames: Readonly<Record<HealthIndicator, BilingualText>> = {
  J1: { en: 'motor temperature', zh: '电机温度' },
  J3: { en: 'thermal load (I²t)', zh: '热负荷（I²t）' },
  J4: { en: 'torque near its limit', zh: '力矩接近限值' },
  J10: { en: 'consumed gear life', zh: '减速器寿命消耗' },
  B3: { en: 'cell imbalance', zh: '电芯压差' },
  B4: { en: 'battery temperature', zh: '电池温度' },
};

/** A component by its name in the profile. */
export const componentName = (component: string): BilingualText =>
  component === batteryComponent ? { en: 'Battery', zh: '电池' } : { en: `Joint ${component}`, zh: `关节${component}` };

/** The advice while a level stands. */
export function raisedText(facts: AdviceFacts): BilingualText {
  const said = raisedTexts[facts.indicator](facts);
  return { en: `${said.en} ${informationOnly.en}`, zh: `${said.zh}${informationOnly.zh}` };
}

/** The advice is over. */
export function clearedText({ component, indicator }: Pick<AdviceFacts, 'component' | 'indicator'>): BilingualText {
  const [name, what] = [componentName(component), indicatorNames[indicator]];
  return {
    en: `${name.en}: ${what.en} is back where no advice is given. ${informationOnly.en}`,
    zh: `${name.zh}：${what.zh}已恢复，建议解除。${informationOnly.zh}`,
  };
}

/** The condition in one line: index, worst component, and how much of the robot is known at all. */
export function healthText({ index, component, level, knownCount, unknownCount, readings }: HealthIndices): BilingualText {
  const worst = readings.find((reading) => reading.component === component);
  const counts = { en: `${knownCount} components known, ${unknownCount} not`, zh: `已知部件${knownCount}个，未知${unknownCount}个` };
  if (component === null || worst === undefined) {
    return { en: `Condition ${index}, the reference; ${counts.en}`, zh: `状态指数 ${index}（基准）；${counts.zh}` };
  }
  const [name, what] = [componentName(component), indicatorNames[worst.indicator]];
  const number = String(Number(index.toFixed(1)));
  return {
    en: `Condition ${number} by ${name.en.toLowerCase().startsWith('joint') ? `joint ${component}` : 'the battery'} (${what.en}), ${level}; ${counts.en}. ${informationOnly.en}`,
    zh: `状态指数 ${number}，取决于${name.zh}（${what.zh}），${level}；${counts.zh}。${informationOnly.zh}`,
  };
}

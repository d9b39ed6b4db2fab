import type { HealthIndicator, HealthReading, HealthUnknown, IndicatorStanding } from '../../contract/health.ts';
import { type BilingualText, componentName, indicatorNames } from './health-messages.ts';

/** Why the index of the condition itself is unknown; what it counts as then (decisions B5). */
export const conditionUnknown: Readonly<Record<'learning' | 'notReported', BilingualText>> = {
  learning: {
    en: 'Condition unknown: nothing was evaluated yet, which takes ten minutes of operation; it counts as the reference',
    zh: '状态未知：尚未评估（需运行十分钟）；按基准计',
  },
  notReported: {
    en: 'Condition unknown: no sensor of any component says enough to evaluate; it counts as the reference',
    zh: '状态未知：没有任何部件的传感器数据足以评估；按基准计',
  },
};

/** Why an indicator says nothing of so many components. */
export const unknownTexts: Readonly<Record<HealthUnknown, BilingualText>> = {
  learning: { en: 'not evaluated yet', zh: '尚未评估' },
  notDeclared: { en: 'no rating in the profile', zh: '机型文件未给出额定值' },
  notReported: { en: 'no sensor, or one that is silent or not believed', zh: '无传感器，或其静默、不可信' },
  notObserved: { en: 'no rest of half an hour seen', zh: '未见半小时静置' },
};

const valueTexts: Readonly<Record<HealthIndicator, (value: number) => string>> = {
  J1: (value) => `${value.toFixed(0)} °C`,
  J3: (value) => `${(value * 100).toFixed(0)} %`,
  J4: (value) => `${(value * 100).toFixed(0)} %`,
  J10: (value) => `${(value * 100).toFixed(0)} %`,
  B3: (value) => `${(value * 1000).toFixed(0)} mV`,
  B4: (value) => `${value.toFixed(0)} °C`,
};

/** One indicator that is not where it should be, in a line. */
export function readingText({ component, indicator, level, index, value, isHeld }: HealthReading): BilingualText {
  const [name, what, shown] = [componentName(component), indicatorNames[indicator], valueTexts[indicator](value)];
  const number = String(Number(index.toFixed(1)));
  const held = isHeld ? { en: '; its sensor is silent since', zh: '；此后传感器静默' } : { en: '', zh: '' };
  return {
    en: `${name.en}: ${what.en} ${shown}, ${level}, index ${number}${held.en}`,
    zh: `${name.zh}：${what.zh} ${shown}，${level}，指数 ${number}${held.zh}`,
  };
}

/** How much of the robot one indicator is known of, and why not of the rest. */
export function standingText(
  standing: Pick<IndicatorStanding, 'indicator' | 'componentCount' | 'evaluatedCount' | 'unknown'>,
): BilingualText {
  const { indicator, componentCount, evaluatedCount, unknown } = standing;
  const name = indicatorNames[indicator];
  const rest = unknown.map((one) => ({ count: one.componentCount, ...unknownTexts[one.reason] }));
  return {
    en: `${indicator} ${name.en}: known of ${evaluatedCount} of ${componentCount}${rest.map(({ count, en }) => `; ${count} × ${en}`).join('')}`,
    zh: `${indicator} ${name.zh}：${componentCount}中已知${evaluatedCount}${rest.map(({ count, zh }) => `；${count} × ${zh}`).join('')}`,
  };
}

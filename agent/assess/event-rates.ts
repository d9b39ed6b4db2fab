import type { EventClassHistory } from '../contract/assessment.ts';
import { ratedEventWords } from '../contract/rated-event-words.ts';
import { isUnknown, type Knowable, unknown } from '../contract/unknown.ts';
import type { RatedEventClass } from '../contract/usage.ts';
import type { Bilingual } from './risk-messages.ts';

/** What was seen of a class, by the two measures of use: hours and starts of operation (risk model §3.6). Nothing here is priced. */
export interface EventRate {
  readonly eventClass: RatedEventClass;
  readonly eventCount: number;
  /** Lifetime count per 100 operating hours in which the class could be reported; unknown before the first of them. */
  readonly per100H: Knowable<number>;
  /** Lifetime count per start of operation, whether or not the class could be reported then; unknown before the first. */
  readonly perCycleRatio: Knowable<number>;
  readonly text: Bilingual;
}

const msPer100H = 360_000_000;

/** One rate per class that was observed, raw: a short exposure shows an extreme number here, and a wide interval in the index. */
export function eventRates(history: readonly EventClassHistory[], cycleCount: number): readonly EventRate[] {
  return history
    .filter(({ eventCount, exposureMs }) => eventCount > 0 || exposureMs > 0)
    .map(({ eventClass, eventCount, exposureMs }) => {
      const per100H = rate(eventCount, exposureMs / msPer100H);
      const perCycleRatio = rate(eventCount, cycleCount);
      return { eventClass, eventCount, per100H, perCycleRatio, text: rateText({ eventClass, eventCount, per100H, perCycleRatio }) };
    });
}

const rate = (count: number, exposure: number): Knowable<number> => (exposure > 0 ? count / exposure : unknown('insufficientData'));

function rateText({ eventClass, eventCount, per100H, perCycleRatio }: Omit<EventRate, 'text'>): Bilingual {
  const { en, zh } = ratedEventWords[eventClass];
  return {
    en: `${en}: ${eventCount}, ${shown(per100H)} in 100 operating hours, ${shown(perCycleRatio, 1000)} in 1,000 starts of operation`,
    zh: `${zh}：${eventCount} 次，每 100 运行小时 ${shown(per100H)} 次，每 1000 次启动运行 ${shown(perCycleRatio, 1000)} 次`,
  };
}

const shown = (value: Knowable<number>, units = 1): string => (isUnknown(value) ? '–' : String(Number((value * units).toPrecision(3))));

import type { RatedEventClass } from './usage.ts';

/** The rated event classes in words, wherever people read them: explanations, page, statements. */
export const ratedEventWords: Readonly<Record<RatedEventClass, { readonly en: string; readonly zh: string }>> = {
  emergencyStop: { en: 'emergency stop', zh: '急停' },
  protectiveStop: { en: 'protective stop', zh: '保护性停止' },
  impact: { en: 'impact', zh: '碰撞' },
  fall: { en: 'fall', zh: '跌倒' },
  limitTrip: { en: 'limit trip', zh: '限值触发' },
  majorFault: { en: 'major fault', zh: '重大故障' },
};

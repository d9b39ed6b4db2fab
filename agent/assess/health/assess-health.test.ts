import { describe, expect, it } from 'vitest';
import { illustrative } from '../../../tests/support/assessment-fixture.ts';
import { jointsAt, minuteOf, torqueProfile } from '../../../tests/support/health-windows.ts';
import type { HealthIndices } from '../../contract/health.ts';
import { assessHealth, type HealthRecord } from './assess-health.ts';
import { openingHealth } from './health-watch.ts';

describe('what goes on record', () => {
  it('is the indices where they change, before the advice that they gave', () => {
    const records: HealthRecord[] = [];
    let [state, published] = [openingHealth, undefined as HealthIndices | undefined];
    for (let minute = 0; minute < 40; minute += 1) {
      const window = minuteOf(jointsAt(minute < 20 ? 30 : 80, 30), minute);
      const outcome = assessHealth(state, window, { profile: torqueProfile, model: illustrative, published });
      state = outcome.state;
      published = outcome.indices ?? published;
      records.push(...outcome.findings);
    }
    expect(records.map(({ code, data }) => [code, data.index ?? data.what])).toEqual([
      ['health.indices', illustrative.health.referenceIndex],
      ['health.indices', 25],
      ['health.advice', 'raised'],
    ]);
    expect(records.at(-1)?.data).toMatchObject({ component: 'j0', thresholds: [60, 75, 85], thresholdSource: 'generic default' });
  });
});

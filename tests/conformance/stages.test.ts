import { describe, expect, it } from 'vitest';
import { stepAssessment } from '../../agent/assess/assessment.ts';
import { closeExposureLog, openingExposureLog, stepExposureLog } from '../../agent/assess/exposure-stretch.ts';
import { assessRisk } from '../../agent/assess/risk-index.ts';
import type { DeclaredContext } from '../../agent/contract/declared-context.ts';
import { lifecycleStages, scenes } from '../../agent/contract/stage-of-use.ts';
import { monoMs } from '../../agent/contract/time.ts';
import { isUnknown, type Knowable } from '../../agent/contract/unknown.ts';
import { humanoid, newRun, quietMinute, riskInput } from '../support/assessment-fixture.ts';
import { productFile } from '../support/cli.ts';
import type { Stretch } from '../support/plain-ledger.ts';
import { plainStages, readPlainModel } from '../support/plain-recomputation.ts';
import { addToStages, type PlainStages } from '../support/plain-stages.ts';
import { seededRandom } from '../support/replayed.ts';

/*
 * A robot whose declaration changes: tested, shown, hired out, stored, used. The agent's index of every stage and scene and of both covers
 * beside plain arithmetic on its recorded stretches, which shares no code with it.
 */
const model = readPlainModel(productFile('config/reference-models/illustrative-1.yaml'));
const seeds = Array.from({ length: 25 }, (_, index) => 9_100 + index);
const numberOf = (value: Knowable<number>): number | null => (isUnknown(value) ? null : value);
const wordOf = (value: Knowable<string>): string => (isUnknown(value) ? 'undeclared' : value);

type Draw = () => number;
const oneOf = <T>(draw: Draw, values: readonly T[]): T => values[Math.floor(draw() * values.length)] as T;

function declaredBy(draw: Draw): DeclaredContext {
  const lifecycleStage = oneOf(draw, [undefined, ...lifecycleStages]);
  const scene = oneOf(draw, [undefined, ...scenes]);
  const trl = oneOf(draw, [undefined, 3, 6, 9]);
  return { ...(lifecycleStage && { lifecycleStage }), ...(scene && { scene }), ...(trl && { trl }), robotClass10218: 'I' };
}

/** Six declarations one after the other, each for some hours with events and, now and then, another safety configuration. */
function changingLife(draw: Draw) {
  let [state, log, nowMs, declared] = [newRun().state, openingExposureLog, 0, declaredBy(draw)];
  for (let period = 0; period < 6; period += 1) {
    declared = declaredBy(draw);
    for (let minute = 0; minute < 40 + 300 * draw(); minute += 1) {
      nowMs += 60_000;
      const events = draw() < 0.03 ? { [oneOf(draw, ['impact', 'fall', 'limitTrip', 'emergencyStop'])]: 1 } : {};
      const safetyConfigurationChanged = draw() < 0.01;
      const input = quietMinute({
        nowMs: monoMs(nowMs),
        declared,
        eventCounts: events,
        loadRatio: draw(),
        profile: humanoid,
        safetyConfigurationChanged,
      });
      const { state: after, output } = stepAssessment(state, input);
      const { operatingMs, observable } = input;
      log = stepExposureLog(log, { ...output, before: state, after, operatingMs, observable, creditRestarted: safetyConfigurationChanged });
      state = after;
    }
  }
  return { state: { ...state, chain: null }, stretches: closeExposureLog(log).ended, declared };
}

describe('stages and scenes, by plain arithmetic', () => {
  it.each(seeds)('are what the agent says, under declarations of seed %i', (seed) => {
    const { state, stretches, declared } = changingLife(seededRandom(seed));
    const said = assessRisk(riskInput(state, { context: declared, profile: humanoid, coverageRatio: 0.95 }));
    const terms = { model, category: 'humanoid', context: declared, coverage: 0.95 };
    const recorded = JSON.parse(JSON.stringify(stretches)) as Stretch[];
    const plain = plainStages(
      terms,
      recorded.reduce((stages: PlainStages, one) => addToStages(stages, one, terms), new Map()),
      undefined,
    );
    const rows = said.byStage ?? [];
    expect(rows.length).toBeGreaterThan(2);
    for (const { stage, scene, operatingMs, riskIndex, p05Index, p95Index, history } of rows) {
      const counts = Object.fromEntries(history.map(({ eventClass, eventCount }) => [eventClass, eventCount]));
      const row = { operatingMs, counts, riskIndex: numberOf(riskIndex), p05Index: numberOf(p05Index), p95Index: numberOf(p95Index) };
      expect(plain.byStage[`${wordOf(stage)}/${wordOf(scene)}`], `${wordOf(stage)}/${wordOf(scene)}`).toEqual(row);
    }
    expect(Object.keys(plain.byStage)).toHaveLength(rows.length);
    for (const cover of ['body', 'thirdParty'] as const) expect(plain[cover].riskIndex).toBe(numberOf(said.covers[cover]));
  });
});

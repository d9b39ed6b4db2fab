import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RiskAssessment } from '../../agent/contract/assessment.ts';
import type { ReportPayload } from '../../agent/contract/report.ts';
import type { StageAssessment } from '../../agent/contract/stage-of-use.ts';
import { isUnknown, type Knowable } from '../../agent/contract/unknown.ts';
import { productFile } from '../support/cli.ts';
import { type PlainReport, type PlainStageReport, plainRecomputation, readPlainModel } from '../support/plain-recomputation.ts';
import { type Life, randomLife } from '../support/random-life.ts';
import { importsOf } from '../tools/import-graph.ts';
import { readTree } from '../tools/source-tree.ts';

/*
 * What a sceptic would write: hours, counts, history and index from the exported ledger and the public model, sharing no code with the
 * agent, held against the reports of random robots that lived through the real pipeline. A difference names its seed and report.
 */
const model = readPlainModel(productFile('config/reference-models/illustrative-1.yaml'));
const seeds = Array.from({ length: 42 }, (_, index) => 8_000 + index);
const hoursEach = 32;
const periodCountMin = 1_000;

const recomputed = (life: Life): PlainReport[] =>
  plainRecomputation(
    life,
    model,
    life.reports.map(({ log }) => log.lastSeq),
  );
const numberOf = (value: Knowable<number>): number | null => (isUnknown(value) ? null : value);

/** What a report states of everything that is recomputed, in the same form. */
function stated({ exposure, events, risk }: Pick<ReportPayload, 'exposure' | 'events' | 'risk'>): PlainReport {
  const { byCover, byStage = [] } = risk;
  if (byCover === undefined) throw new Error('a report without covers');
  const rows = risk.history.map((row) => {
    const { eventCount: count, exposureMs, agedCount, agedExposureMs: agedMs, ratePerH } = row;
    return [row.eventClass, { count, exposureMs, agedCount, agedMs, ratePerH: numberOf(ratePerH) }] as const;
  });
  return {
    hours: { ...exposure.closing },
    eventCounts: events.countByClass,
    history: Object.fromEntries(rows) as PlainReport['history'],
    ...intervalOf(risk),
    body: intervalOf(byCover.body),
    thirdParty: intervalOf(byCover.thirdParty),
    byStage: Object.fromEntries(byStage.map((cell) => [placeOf(cell), stageOf(cell)])),
  };
}

const placeOf = ({ stage, scene }: StageAssessment): string =>
  `${isUnknown(stage) ? 'undeclared' : stage}/${isUnknown(scene) ? 'undeclared' : scene}`;

function stageOf({ operatingMs, history, riskIndex, p05Index, p95Index }: StageAssessment): PlainStageReport {
  const counts = Object.fromEntries(history.map(({ eventClass, eventCount }) => [eventClass, eventCount]));
  return { operatingMs, counts, riskIndex: numberOf(riskIndex), p05Index: numberOf(p05Index), p95Index: numberOf(p95Index) };
}

function intervalOf(said: Pick<RiskAssessment, 'lnM' | 'riskIndex' | 'p05Index' | 'p95Index'>) {
  const { lnM, riskIndex, p05Index, p95Index } = said;
  return { lnM: numberOf(lnM), riskIndex: numberOf(riskIndex), p05Index: numberOf(p05Index), p95Index: numberOf(p95Index) };
}

describe('an independent recomputation', () => {
  it('gives the same hours, counts, history and index for 1,000 simulated periods', async () => {
    const seen = { periods: 0, unknown: 0, aged: 0, gaps: 0, events: 0, alarms: 0, restarts: 0, worn: 0 };
    for (const seed of seeds) {
      const life = await randomLife(seed, hoursEach);
      const plain = recomputed(life);
      seen.restarts += life.lines.filter((line) => line.includes('"creditRestarted":true')).length;
      life.reports.forEach((payload, index) => {
        expect(plain[index], `seed ${seed}, report ${index}`).toEqual(stated(payload));
        seen.periods += 1;
        seen.unknown += isUnknown(payload.risk.riskIndex) ? 1 : 0;
        seen.aged += payload.risk.operatingMsByE.reduce((sum, ms) => sum + ms, 0) > 3_600_000 ? 1 : 0;
        seen.gaps += payload.gaps.gapCount;
        seen.events += Object.values(payload.events.countByClass).reduce((sum, count) => sum + count, 0);
        seen.alarms += Number(payload.anomaly.alarmCount);
        seen.worn += (payload.health?.index ?? 80) < 80 ? 1 : 0;
      });
    }
    process.stdout.write(`recomputed with seeds ${seeds[0]}…${seeds.at(-1)}: ${JSON.stringify(seen)}\n`);
    expect(seen.periods).toBeGreaterThanOrEqual(periodCountMin);
    expect(Math.min(seen.unknown, seen.aged, seen.gaps, seen.events, seen.alarms, seen.restarts, seen.worn)).toBeGreaterThan(10);
  }, 180_000);

  it('differs when one record is not what it was', async () => {
    const life = await randomLife(8_001, hoursEach);
    const last = life.reports.at(-1);
    if (last === undefined) throw new Error('no report was closed');
    const changed = (from: RegExp, to: string): PlainReport | undefined => {
      const line = life.lines.findLastIndex((text) => from.test(text));
      expect(line, String(from)).toBeGreaterThan(0);
      return recomputed({ ...life, lines: life.lines.with(line, (life.lines[line] ?? '').replace(from, to)) }).at(-1);
    };
    expect(recomputed(life).at(-1)).toEqual(stated(last));
    expect(changed(/"operatingMs":(\d+)(?=.*"assessment\.exposure")/, '"operatingMs":7')?.history).not.toEqual(stated(last).history);
    expect(changed(/"operatingMs":(\d+)(?=.*"meter\.tick")/, '"operatingMs":7')?.hours).not.toEqual(stated(last).hours);
    expect(changed(/"index":[\d.]+(?=.*"health\.indices")/, '"index":11')?.riskIndex).not.toBe(stated(last).riskIndex);
    expect(changed(/"chainCounts":\{"(\w+)":1/, '"chainCounts":{"$1":2')?.riskIndex).not.toBe(stated(last).riskIndex);
  });

  it('shares no code with the agent', () => {
    const own = readTree(['.ts']).filter(({ path }) => path.startsWith('tests/support/plain-'));
    expect(own.length).toBeGreaterThan(3);
    const targets = own.flatMap((file) => importsOf(file).map(({ target }) => target));
    expect(targets.filter((target) => !target.startsWith('tests/support/plain-')).sort()).toEqual([
      'node:fs',
      'node:sqlite',
      'node:zlib',
      'yaml',
    ]);
  });

  it('knows the model from its printed file alone', () => {
    expect(readFileSync(productFile('config/reference-models/illustrative-1.yaml'), 'utf8')).toContain('halfLifeH: 720');
    expect(model.halfLifeH).toBe(720);
  });
});

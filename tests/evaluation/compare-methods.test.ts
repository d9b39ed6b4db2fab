import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../models/training/seeded-random.ts';
import { outcomeOf } from './alarm-outcome.ts';
import { compareMethods } from './compare-methods.ts';
import { methodVerdict, promiseLines, verdictLines } from './method-verdict.ts';
import { drawnAuprc, pieceRanking } from './piece-ranking.ts';
import { auprc } from './ranking.ts';
import { type RunFigures, runFigures } from './run-figures.ts';

const figures = (series: string, auprcRatio: number, seed = 1): RunFigures => ({
  series,
  run: 'r',
  seed,
  aurocRatio: 0.5,
  auprcRatio,
  vusPrRatio: 0.5,
});
const robots = (values: readonly number[], seed = 1) => values.map((value, place) => figures(`robot ${place}`, value, seed));
const comparison = { reference: 'ours', resampling: 'robots', seed: 1 } as const;

describe('a paired comparison over robots', () => {
  it('excludes 0 when one method is better on every robot, and not when they take turns', () => {
    const rated = new Map([
      ['ours', robots([0.8, 0.7, 0.9, 0.8])],
      ['worse', robots([0.5, 0.4, 0.6, 0.6])],
      ['as good', robots([0.9, 0.6, 1, 0.7])],
    ]);
    const rows = compareMethods(rated, comparison);
    expect(rows.map((row) => [row.method, methodVerdict(row)])).toEqual([
      ['ours', 'same'],
      ['worse', 'beaten'],
      ['as good', 'undecided'],
    ]);
    expect(rows[1]?.auprc.meanRatio).toBeCloseTo(0.525, 12);
  });

  it('says better when the other one is', () => {
    const rated = new Map([
      ['ours', robots([0.1, 0.2, 0.1])],
      ['other', robots([0.5, 0.6, 0.7])],
    ]);
    expect(compareMethods(rated, comparison).map(methodVerdict)).toEqual(['same', 'better']);
  });

  it('leaves out runs without a fault, and gives the spread over seeds', () => {
    const rated = new Map([['ours', [...robots([0.2, Number.NaN]), ...robots([0.4, Number.NaN], 2)]]]);
    const [row] = compareMethods(rated, comparison);
    expect(row?.auprc).toEqual({ meanRatio: expect.closeTo(0.3, 12), sdRatio: expect.closeTo(Math.SQRT2 / 10, 12) });
  });
});

describe('drawing minutes of a session', () => {
  const session = (method: string, quality: number): readonly RunFigures[] => {
    const random = seededRandom(3);
    const labels = Uint8Array.from({ length: 2400 }, (_, place) => (place % 300 < 20 ? 1 : 0));
    const scores = Float64Array.from(labels, (label) => label * quality + random.normal());
    const timing = { worstJoint: new Uint16Array(2400), endMs: Float64Array.from(labels, (_, place) => place * 1000), jointCount: 1 };
    return [runFigures({ series: method, run: 'block 1', seed: 1, scores, labels, ...timing }, true)];
  };

  it('tells a good method from noise', () => {
    const rated = new Map([
      ['ours', session('ours', 3)],
      ['noise', session('noise', 0)],
    ]);
    const rows = compareMethods(rated, { reference: 'ours', resampling: 'minutes', seed: 1 });
    expect(rows.map(methodVerdict)).toEqual(['same', 'beaten']);
    const [ours] = rows;
    expect(ours?.auprcInterval.low).toBeLessThan(ours?.auprc.meanRatio ?? 0);
    expect(ours?.auprcInterval.high).toBeGreaterThan(ours?.auprc.meanRatio ?? 1);
  });
});

describe('a ranking of pieces', () => {
  const cases = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.constantFrom(0, 1)), { minLength: 4, maxLength: 40 });

  it('drawn once each is the average precision itself (property)', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 7 }), (drawnPairs, size) => {
        const pairs = [...drawnPairs, [2, 1] as const];
        const ranked = { scores: Float64Array.from(pairs, ([score]) => score), labels: Uint8Array.from(pairs, ([, label]) => label) };
        const pieces = pieceRanking(ranked, size);
        const drawn = drawnAuprc(pieces, new Uint32Array(pieces.pieceCount).fill(1));
        expect(drawn).toBeCloseTo(auprc(ranked), 12);
      }),
    );
  });

  it('drawn twice each is the same as once, and of a piece without a fault is not a number', () => {
    const ranked = { scores: Float64Array.from([4, 3, 2, 1]), labels: Uint8Array.from([0, 1, 0, 0]) };
    const pieces = pieceRanking(ranked, 2);
    expect(drawnAuprc(pieces, Uint32Array.from([2, 2]))).toBeCloseTo(auprc(ranked), 12);
    expect(drawnAuprc(pieces, Uint32Array.from([0, 1]))).toBeNaN();
  });
});

describe('the verdict in words', () => {
  it('names what is beaten, what is not told apart and what is better, and speaks of the levels by themselves', () => {
    const row = (method: string, low: number, high: number) => {
      const estimate = { meanRatio: 0.5, sdRatio: 0 };
      return {
        method,
        auroc: estimate,
        auprc: estimate,
        vusPr: estimate,
        auprcInterval: { low: 0, high: 1 },
        behindReference: { low, high },
      };
    };
    const rows = [
      row('L1 physics watch', 0, 0),
      row('random', 0.2, 0.4),
      row('PCA-Q', -0.1, 0.1),
      row('max|z|', -0.3, -0.1),
      row('L2 network', 0.1, 0.2),
    ];
    const set = { classes: [{ className: 'macro', rows }], alarms: [], costs: [], name: 'ur3', sha256: null } as const;
    const origin = {
      robot: '',
      licence: '',
      split: '',
      hourOf: 'robot',
      rule: { unit: 'robot', confirmCount: 1 },
      resampling: 'minutes',
    } as const;
    expect(verdictLines({ reference: 'L1 physics watch', dataSets: [{ ...set, ...origin }] })).toEqual([
      '- **ur3**: L1 physics watch (AUPRC 0.500) beats random; cannot be told from PCA-Q; is beaten by max|z|.',
      '- **ur3**: L2 network (AUPRC 0.500) is worse than L1 alone.',
    ]);
  });
});

describe('a promised rate of false alarms', () => {
  const verdictOf = (falseAlarmCount: number, cleanH: number): string => {
    const outcome = outcomeOf({ episodeCount: 1, delaysS: [1], falseAlarmCount, cleanH });
    const row = { method: 'ours', ratePerH: 0.1, spreadPerH: { low: 0, high: 0 }, ...outcome };
    const origin = {
      robot: '',
      licence: '',
      split: '',
      hourOf: 'robot',
      rule: { unit: 'robot', confirmCount: 3 },
      resampling: 'robots',
    } as const;
    const set = {
      name: 'simulated',
      classes: [],
      costs: [],
      sha256: null,
      alarms: [row, { ...row, method: 'theirs' }],
      ...origin,
    } as const;
    const [line = '', ...more] = promiseLines({ reference: 'ours', dataSets: [set] });
    expect(more).toEqual([]);
    return line.split(': ').at(-1) ?? '';
  };

  it('is kept, broken, or left open by too few hours', () => {
    expect([verdictOf(50, 500), verdictOf(50, 50), verdictOf(0, 5)]).toEqual([
      'kept.',
      'not kept.',
      'neither kept nor broken as far as so few hours show.',
    ]);
  });
});

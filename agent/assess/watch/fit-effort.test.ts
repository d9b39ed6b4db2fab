import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../models/training/seeded-random.ts';
import { BlockReservoir } from './block-reservoir.ts';
import { fitEffort, predictedEffort, residualOf } from './fit-effort.ts';
import { rowPlaces, rowSize } from './joint-row.ts';
import { surpriseOf } from './surprise.ts';

const random = seededRandom(5);

/** A joint whose friction and gravity are known: effort = 0.3·sgn v + 0.2·v + 0.1·sin q. */
function rowsAt(velocity: number, angle: number, extra = 0): Float64Array {
  const rows = new Float64Array(rowSize).fill(Number.NaN);
  const sign = velocity / (Math.abs(velocity) + 0.01);
  rows[rowPlaces.velocityMean] = velocity;
  rows[rowPlaces.velocityRms] = Math.abs(velocity);
  rows[rowPlaces.velocityChange] = 0;
  rows[rowPlaces.positionSin] = Math.sin(angle);
  rows[rowPlaces.positionCos] = Math.cos(angle);
  const effort = (0.3 + extra) * sign + 0.2 * velocity + 0.1 * Math.sin(angle) + 0.005 * random.normal();
  rows[rowPlaces.effortMean] = effort;
  rows[rowPlaces.effortRms] = Math.abs(effort);
  return rows;
}

const draw = (extra = 0): Float64Array => rowsAt(random.between(-0.8, 0.8), random.between(-3, 3), extra);

function blocksOf(count: number, rows: () => Float64Array) {
  const reservoir = new BlockReservoir(1);
  for (let second = 1; second <= count; second++) reservoir.add({ endMs: second * 1000, rows: rows(), still: false, idleMs: 0 });
  return reservoir.blocks();
}

const place = { jointIndex: 0, jointCount: 1 };

describe('the effort of a joint', () => {
  const model = fitEffort(blocksOf(1200, draw), place);

  it('is explained by its motion and posture', () => {
    if (model === undefined) throw new Error('nothing fitted');
    const rows = rowsAt(0.5, 1);
    expect(predictedEffort(rows, 0, model).meanRatio).toBeCloseTo(0.3 * (0.5 / 0.51) + 0.1 + 0.1 * Math.sin(1), 1);
    const residuals = Array.from({ length: 200 }, () => Math.abs(residualOf(draw(), 0, model).meanRatio));
    expect(Math.max(...residuals)).toBeLessThan(0.05);
  });

  it('is surprising once friction has grown by a third', () => {
    if (model === undefined) throw new Error('nothing fitted');
    const surprise = (extra: number): number => {
      const residual = residualOf(rowsAt(0.5, 1, extra), 0, model);
      return surpriseOf(Math.abs(residual.meanRatio), model.scales[0] ?? undefined);
    };
    expect(surprise(0.1)).toBeGreaterThan(10);
    expect(surprise(0)).toBeLessThan(10);
  });

  it('is judged on blocks it was not fitted on: a block unlike the others widens the scale', () => {
    let count = 0;
    const changing = fitEffort(
      blocksOf(1200, () => draw(count++ < 300 ? 0.2 : 0)),
      place,
    );
    const of = (fitted: typeof model): number => fitted?.scales[0]?.tailScore ?? Number.NaN;
    const threshold = (fitted: typeof model): number => fitted?.scales[0]?.values.at(-1) ?? Number.NaN;
    expect(of(changing) + threshold(changing)).toBeGreaterThan(5 * (of(model) + threshold(model)));
  });

  it('is not fitted on too little, nor without a reading', () => {
    expect(fitEffort(blocksOf(100, draw), place)).toBeUndefined();
    expect(
      fitEffort(
        blocksOf(400, () => new Float64Array(rowSize).fill(Number.NaN)),
        place,
      ),
    ).toBeUndefined();
  });

  it('leaves an unknown effort unknown', () => {
    if (model === undefined) throw new Error('nothing fitted');
    const rows = draw();
    rows[rowPlaces.effortMean] = Number.NaN;
    expect(residualOf(rows, 0, model).meanRatio).toBeNaN();
  });

  it('is not explained without the motion it was learned with, and a motion that was never stated is not missed', () => {
    if (model === undefined) throw new Error('nothing fitted');
    const blind = rowsAt(0.5, 1);
    blind[rowPlaces.positionSin] = Number.NaN;
    expect(residualOf(blind, 0, model)).toMatchObject({ meanRatio: Number.NaN, rmsRatio: Number.NaN });
    const withoutPosition = (): Float64Array => {
      const rows = draw();
      rows[rowPlaces.positionSin] = Number.NaN;
      return rows;
    };
    const modest = fitEffort(blocksOf(600, withoutPosition), place);
    expect(modest && residualOf(blind, 0, modest).meanRatio).toBeLessThan(0.5);
    const { statedIndexes, ...old } = model;
    expect(statedIndexes?.length).toBe(3);
    expect(residualOf(blind, 0, old).meanRatio).not.toBeNaN();
  });

  it('knows the warmth at which it was learned, and nothing of it without a thermometer', () => {
    const warm = (): Float64Array => {
      const rows = draw();
      rows[rowPlaces.temperatureC] = random.between(30, 40);
      return rows;
    };
    expect(fitEffort(blocksOf(400, warm), place)?.centreC).toBeCloseTo(35, 0);
    expect(model?.centreC).toBeNull();
  });

  it('goes through JSON unchanged', () => {
    expect(JSON.parse(JSON.stringify(model))).toEqual(model);
  });
});

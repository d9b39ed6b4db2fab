import { describe, expect, it } from 'vitest';
import { effortChannels, effortQuantities, openingTrack, type Residual, type ResidualTrack, stepTrack } from './residual-tracks.ts';

const followed = (residuals: readonly Residual[]): ResidualTrack => residuals.reduce(stepTrack, openingTrack);
const still = { rmsRatio: 0, directionRatio: 0 };
const quantityOf = (track: ResidualTrack, channel: (typeof effortChannels)[number]): number =>
  effortQuantities(track, { meanRatio: 0, ...still })[effortChannels.indexOf(channel)] ?? Number.NaN;

describe('running residuals', () => {
  it('say nothing before ten windows', () => {
    expect(quantityOf(followed(Array(9).fill({ meanRatio: 1, ...still })), 'effortOffset')).toBeNaN();
    expect(quantityOf(followed(Array(10).fill({ meanRatio: 1, ...still })), 'effortOffset')).toBeCloseTo(1, 9);
  });

  it('tell friction, which turns with the motion, from a load, which does not', () => {
    const toAndFro = Array.from({ length: 40 }, (_, place): Residual => {
      const directionRatio = place % 2 === 0 ? 1 : -1;
      return { meanRatio: 0.5 * directionRatio, rmsRatio: 0, directionRatio };
    });
    expect(quantityOf(followed(toAndFro), 'friction')).toBeCloseTo(0.5, 6);
    expect(quantityOf(followed(toAndFro), 'effortOffset')).toBeLessThan(0.1);
  });

  it('follow a change within twenty windows, and never faster than one in twenty', () => {
    const before = followed(Array(100).fill({ meanRatio: 0, ...still }));
    const one = stepTrack(before, { meanRatio: 1, ...still });
    expect(one.biasRatio).toBeCloseTo(0.05, 9);
    expect(
      Array(20)
        .fill({ meanRatio: 1, ...still })
        .reduce(stepTrack, before).biasRatio,
    ).toBeGreaterThan(0.6);
  });

  it('stay as they are while nothing is known', () => {
    const track = followed(Array(15).fill({ meanRatio: 1, ...still }));
    const unknown = { meanRatio: Number.NaN, rmsRatio: Number.NaN, directionRatio: 0 };
    expect(stepTrack(track, unknown)).toEqual(track);
    expect(effortQuantities(track, unknown)[0]).toBeNaN();
  });
});

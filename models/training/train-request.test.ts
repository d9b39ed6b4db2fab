import { isAbsolute } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trainRequest } from './train-request.ts';
import { defaultSeed } from './training-plans.ts';

describe('what training is asked for', () => {
  it('is the full plan with the shipped seed and directory when nobody says anything', () => {
    const request = trainRequest([]);
    expect(request).toMatchObject({ seed: defaultSeed, smoke: false });
    const directory = typeof request === 'object' ? (request.directory ?? '') : '';
    expect(isAbsolute(directory) && directory.endsWith('/models/anomaly/')).toBe(true);
  });

  it('is a smoke run that writes nothing, unless it is told where', () => {
    expect(trainRequest(['--smoke'])).toEqual({ seed: defaultSeed, smoke: true, directory: undefined });
    expect(trainRequest(['--smoke', '--out', 'here'])).toEqual({ seed: defaultSeed, smoke: true, directory: 'here' });
  });

  it('is five seeds where all are asked for, and not one of them besides', () => {
    expect(trainRequest(['--seeds', '--out', 'here'])).toMatchObject({ seeds: [1, 2, 3, 4, 5], directory: 'here' });
    expect(trainRequest(['--seeds', '--seed', '2'])).toBeUndefined();
  });

  it('has its options in any order and either form, the last one counting', () => {
    const expected = { seed: 7, smoke: true, directory: 'there' };
    expect(trainRequest(['--seed', '7', '--out', 'there', '--smoke'])).toEqual(expected);
    expect(trainRequest(['--smoke', '--out=there', '--seed=7'])).toEqual(expected);
    expect(trainRequest(['--smoke', '--seed=1', '--out=here', '--seed=7', '--out=there'])).toEqual(expected);
  });

  it('is any whole number as a seed, up to 2³¹', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31 - 1), (seed) => {
        expect(trainRequest(['--seed', String(seed)])).toMatchObject({ seed });
      }),
    );
    expect(trainRequest(['--seed', '2147483648'])).toMatchObject({ seed: 2 ** 31 });
    expect(trainRequest(['--seed', '2147483649'])).toBeUndefined();
    expect(trainRequest(['--seed', '9'.repeat(400)])).toBeUndefined();
  });

  it.each(['one', '-1', '1.5', '1e3', '0x10', '', ' 1', '1 ', '+1', 'NaN', 'Infinity', '١'])('is no seed of %j', (seed) => {
    expect(trainRequest([`--seed=${seed}`])).toBeUndefined();
  });

  it.each([['--seed'], ['--out'], ['--out='], ['--smoke=yes'], ['--smok'], ['somewhere'], ['--seed', '--smoke'], ['-s', '1'], ['--', 'x']])(
    'is not guessed from %s %s',
    (...args) => {
      expect(trainRequest(args)).toBeUndefined();
    },
  );

  it('is help when that is asked, and not when something else is wrong as well', () => {
    expect(trainRequest(['--help'])).toBe('help');
    expect(trainRequest(['--smoke', '--help', '--seed', 'one'])).toBe('help');
    expect(trainRequest(['--help', '--smok'])).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { ConfigError, type Problem, TransientError } from '../contract/errors.ts';
import { collectProblems } from './collect-problems.ts';

const problem = (place: string): Problem => ({ place, value: 'wrong', remedy: 'mend it' });

describe('collecting problems', () => {
  it('gives what the work gives', async () => {
    const problems: Problem[] = [];
    expect(await collectProblems(problems, async () => 7)).toBe(7);
    expect(problems).toEqual([]);
  });

  it('adds the problems of every work that is refused, in order', async () => {
    const problems = [problem('first')];
    const refused = async (): Promise<never> => {
      throw new ConfigError('test/refused', [problem('second'), problem('third')]);
    };
    expect(await collectProblems(problems, refused)).toBeUndefined();
    expect(problems.map(({ place }) => place)).toEqual(['first', 'second', 'third']);
  });

  it('lets everything else through: it is not for a person to mend', async () => {
    const failure = new TransientError('test/later', 'try again');
    const failing = collectProblems([], async () => {
      throw failure;
    });
    await expect(failing).rejects.toBe(failure);
  });
});

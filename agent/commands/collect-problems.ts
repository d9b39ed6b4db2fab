import { ConfigError, type Problem } from '../contract/errors.ts';

/** What the work gives; undefined when it throws ConfigError, whose problems then join `problems`, to be told all at once. */
export async function collectProblems<T>(problems: Problem[], work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

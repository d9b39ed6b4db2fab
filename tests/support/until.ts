import { createSystemClock } from '../../agent/platform/system-clock.ts';

const clock = createSystemClock();
/** Between two looks at what gives no sign of its own: another process, a database. */
const lookEveryMs = 20;

/** Resolves once the condition holds; rejects with its name, and what was seen last, when it does not within the deadline. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<void> {
  const deadline = AbortSignal.timeout(withinMs);
  while (!(await holds())) {
    if (deadline.aborted) throw new Error(`not within ${withinMs} ms: ${what}`);
    await clock.sleep(lookEveryMs, deadline);
  }
}

/** Resolves with the first answer that is not undefined. */
export async function answered<T>(what: string, ask: () => T | undefined | Promise<T | undefined>, withinMs?: number): Promise<T> {
  let answer: T | undefined;
  const hasAnswer = async (): Promise<boolean> => {
    answer = await ask();
    return answer !== undefined;
  };
  await until(what, hasAnswer, withinMs);
  return answer as T;
}

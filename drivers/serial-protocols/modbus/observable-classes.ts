import type { RegisterMap } from './register-map.ts';

/** A collision the controller reports is an impact. */
const classOfFlag: Readonly<Record<string, string>> = { collisionDetected: 'impact' };

/** Event classes these maps can report: a stop needs its flag, a major fault a register of codes that can be one. */
export function observableClasses(maps: readonly RegisterMap[]): string[] {
  const byFlag = maps.flatMap(({ flags }) => flags.map(({ flag }) => classOfFlag[flag] ?? flag));
  const byFault = maps.flatMap(({ faults }) => faults.filter(({ severity }) => severity !== 'info').map(() => 'majorFault'));
  return [...new Set([...byFlag, ...byFault])].sort();
}

import { faultEventClass } from '../../../agent/contract/fault-class.ts';
import type { FaultMessage } from '../../../agent/contract/message.ts';
import type { FaultEntry, RegisterMap } from './register-map.ts';

/** A collision the controller reports is an impact. */
const classOfFlag: Readonly<Record<string, string>> = { collisionDetected: 'impact' };

type Kind = Pick<FaultMessage, 'severity' | 'category'>;

/** Event classes these maps can report: a stop needs its flag, the others a register of codes that can be one. */
export function observableClasses(maps: readonly RegisterMap[]): string[] {
  const byFlag = maps.flatMap(({ flags }) => flags.map(({ flag }) => classOfFlag[flag] ?? flag));
  const byFault = maps.flatMap(({ faults }) => faults.flatMap((entry) => [...kindsByClass(entry).keys()]));
  return [...new Set([...byFlag, ...byFault])].sort();
}

/** The event classes the codes of one register can be, each with a severity and category that make it so. */
export function kindsByClass({ codes, severity, category, others }: FaultEntry): ReadonlyMap<string, Kind> {
  const listed = codes.map((code): Kind => ({ severity: code.severity ?? severity, category: code.category ?? category }));
  const kinds = others === 'reported' ? [...listed, { severity, category }] : listed;
  return new Map(kinds.flatMap((kind) => (faultEventClass(kind) === undefined ? [] : [[faultEventClass(kind) ?? '', kind] as const])));
}

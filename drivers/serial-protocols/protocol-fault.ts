import type { FaultMessage, FaultSeverity } from '../../agent/contract/message.ts';

/** A fault as the protocol says it: what a driver needs besides source and time to make a FaultMessage. Only set bits are listed. */
export type ProtocolFault = Omit<FaultMessage, 'kind' | 'sourceId' | 'time'>;

export type FaultCategory =
  | 'overcurrent'
  | 'shortCircuit'
  | 'overvoltage'
  | 'undervoltage'
  | 'overTemperature'
  | 'underTemperature'
  | 'encoder'
  | 'motorBlocked'
  | 'communication'
  | 'powerStage'
  | 'sensor'
  | 'firmware'
  | 'battery'
  | 'other';

/** One bit of a vendor's fault word. Severities are a recommendation of facts/interfaces §6, not the vendor's statement. */
export interface FaultBit {
  readonly text: string;
  readonly category: FaultCategory;
  readonly severity: FaultSeverity;
}

export interface FaultWord {
  readonly codeSpace: string;
  readonly component: string;
  /** Put before the bit's number in `codeRaw`, for example `b2.` */
  readonly prefix: string;
  /** Bit 0 first; a bit that is set but not in the table is a fault `reserved`. */
  readonly bits: readonly FaultBit[];
  readonly widthBits: number;
}

const reserved: FaultBit = { text: 'reserved by the vendor', category: 'other', severity: 'info' };

export function faultBit(text: string, category: FaultCategory, severity: FaultSeverity): FaultBit {
  return { text, category, severity };
}

/** The faults of a word, lowest bit first. `codeRaw` names the bit (`bit12`, `b2.bit0`), so a fault keeps its name while others come and go. */
export function faultsOfWord(word: number, table: FaultWord): ProtocolFault[] {
  return Array.from({ length: table.widthBits }, (_, bit) => bit)
    .filter((bit) => (word >>> bit) & 1)
    .map((bit) => ({
      codeSpace: table.codeSpace,
      codeRaw: `${table.prefix}bit${bit}`,
      component: table.component,
      part: { unknown: 'notReported' },
      active: true,
      ...(table.bits[bit] ?? reserved),
    }));
}

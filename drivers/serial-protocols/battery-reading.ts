import type { Flag } from '../../agent/contract/message.ts';
import type { Knowable } from '../../agent/contract/unknown.ts';
import type { ProtocolFault } from './protocol-fault.ts';

/**
 * How the sign of the current is known: from the charge/discharge state in the same round, from the vendor's document, or not at all.
 * Vendors contradict themselves (facts/interfaces §0, trap 3), so the basis travels with the value.
 */
export type CurrentSignBasis = 'stateFlag' | 'vendorDoc' | 'unverified';

export type BatteryStatus = 'charging' | 'discharging' | 'idle';

/** One round of readings of a battery in house units, whichever protocol it came by; what was not in the round is unknown. */
export interface BatteryReading {
  readonly voltageV: Knowable<number>;
  /** + = charging. */
  readonly currentA: Knowable<number>;
  readonly currentSignBasis: CurrentSignBasis;
  /** As the vendor signs it. */
  readonly currentRawA: Knowable<number>;
  readonly stateOfChargeRatio: Knowable<number>;
  readonly remainingAh: Knowable<number>;
  readonly designAh: Knowable<number>;
  readonly cycleCount: Knowable<number>;
  /** In the order of the pack; empty while the declared cell count is unknown. */
  readonly cellVoltagesV: readonly Knowable<number>[];
  /** In the order of the sensors; empty while the declared sensor count is unknown. */
  readonly temperaturesC: readonly Knowable<number>[];
  readonly status: Knowable<BatteryStatus>;
  readonly chargeEnabled: Flag;
  readonly dischargeEnabled: Flag;
  /** The vendor's alarm bytes in hexadecimal. */
  readonly alarmRaw: Knowable<string>;
  readonly faults: readonly ProtocolFault[];
}

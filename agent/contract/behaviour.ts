import type { Flag, MessageBase } from './message.ts';
import type { Knowable } from './unknown.ts';

/** What the robot says about how it is used; a field left out was not said. Words are opaque: they matter when they change. */
export interface BehaviourMessage extends MessageBase {
  readonly kind: 'behaviour';
  /** The vendor's name of the program or task; only its hash goes on record. */
  readonly task?: Knowable<string>;
  readonly speedOverrideRatio?: Knowable<number>;
  readonly linkQualityRatio?: Knowable<number>;
  readonly charging?: Flag;
  readonly supply?: Knowable<'mains' | 'battery'>;
  /** Checksums or values as the robot states them. */
  readonly safetyConfiguration?: Knowable<string>;
  readonly limits?: Knowable<string>;
  readonly payload?: Knowable<string>;
  readonly toolCentrePoint?: Knowable<string>;
}

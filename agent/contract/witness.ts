import type { MessageBase } from './message.ts';
import type { Knowable } from './unknown.ts';

export const witnessCounters = [
  'powerOnMs',
  'operatingMs',
  'travelUrad',
  'cycleCount',
  'throughputMah',
  'energyMwh',
  'distanceMm',
  'bootCount',
] as const;
export type WitnessCounter = (typeof witnessCounters)[number];

/** A counter that somebody other than this agent keeps, to compare our own hours with (decisions B4). */
export interface WitnessMessage extends MessageBase {
  readonly kind: 'witness';
  /** What carries the counter: `controller`, `battery`, `joint elbow`; with its serial number it is one series. */
  readonly component: string;
  readonly serialNumber: Knowable<string>;
  readonly counter: WitnessCounter;
  /** True for what the agent's own host counts of itself: on a gateway it says nothing about the robot (decisions B2). */
  readonly ofHost?: true;
  /** Whole, in the unit of the counter's name. */
  readonly value: number;
  /** Smallest step it can show: an hour meter has 3,600,000 ms. */
  readonly stepSize: number;
  /** Where it starts again at 0; absent: it is not known to wrap. */
  readonly wrapsAt?: number;
}

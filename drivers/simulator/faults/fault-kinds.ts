import { batteryFaults } from './battery-faults.ts';
import { bodyFaults } from './body-faults.ts';
import type { FaultKind } from './fault-kind.ts';
import { jointFaults } from './joint-faults.ts';
import { linkFaults } from './link-faults.ts';
import { stopFaults } from './stop-faults.ts';

const table = { ...jointFaults, ...batteryFaults, ...bodyFaults, ...stopFaults, ...linkFaults } as const;

/** Every fault a script can name; a new one is an entry in the file of its kind. */
export type FaultName = keyof typeof table;
export const faultKinds: Readonly<Record<FaultName, FaultKind>> = table;
export const faultNames = Object.keys(table) as readonly FaultName[];

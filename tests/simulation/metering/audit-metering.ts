import { auditAbsence } from './audit-absence.ts';
import { auditBilling } from './audit-billing.ts';
import { auditRecords } from './audit-records.ts';
import type { MeteringWorld } from './metering-world.ts';

/** After the last stop: every record, every sum and every imputed minute against the true world. */
export function auditMetering(world: MeteringWorld): void {
  auditBilling(world);
  auditRecords(world);
  auditAbsence(world);
}

import type { FaultMessage } from './message.ts';

/** Stops that a controller also lists among its faults are safety events already, said by its safety signals (decisions B7). */
const stopCategories: readonly string[] = ['emergencyStop', 'protectiveStop', 'safeguardStop'];
const limitCategories: readonly string[] = ['positionLimit', 'speedLimit', 'torqueLimit', 'overTemperature'];
const eventSeverities: readonly string[] = ['error', 'fatal'];

/**
 * The event class a fault counts in: a limit or over-temperature trip, an impact when the controller reports a collision, else a major
 * fault; undefined when it is no event: a warning, or a stop. Source: decisions B7.
 */
export function faultEventClass({ severity, category }: Pick<FaultMessage, 'severity' | 'category'>): string | undefined {
  if (!eventSeverities.includes(severity) || stopCategories.includes(category)) return undefined;
  if (limitCategories.includes(category)) return 'limitTrip';
  return category === 'collision' ? 'impact' : 'majorFault';
}

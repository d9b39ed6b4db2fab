import { describe, expect, it } from 'vitest';
import { faultEventClass } from './fault-class.ts';

describe('the event class of a fault', () => {
  it.each([
    ['encoder', 'error', 'majorFault'],
    ['battery', 'fatal', 'majorFault'],
    ['unknown', 'error', 'majorFault'],
    ['overTemperature', 'error', 'limitTrip'],
    ['positionLimit', 'fatal', 'limitTrip'],
    ['speedLimit', 'error', 'limitTrip'],
    ['torqueLimit', 'error', 'limitTrip'],
    ['collision', 'error', 'impact'],
  ] as const)('%s of severity %s is a %s', (category, severity, eventClass) => {
    expect(faultEventClass({ category, severity })).toBe(eventClass);
  });

  it.each(['emergencyStop', 'protectiveStop', 'safeguardStop'])(
    '%s among the faults is no defect: the safety signal says it',
    (category) => {
      expect(faultEventClass({ category, severity: 'fatal' })).toBeUndefined();
    },
  );

  it.each(['info', 'warning'] as const)('a mere %s is no event', (severity) => {
    expect(faultEventClass({ category: 'encoder', severity })).toBeUndefined();
  });
});

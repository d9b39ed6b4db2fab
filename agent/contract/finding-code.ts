/**
 * Neutral facts a person may want to look at (risk model §3.9), by the type of their record. They change no number: at most they ask a
 * person to look, by `review` (decisions C5). `report.missing` is said by whoever verifies or receives reports, the others by the robot.
 */
export const findingCodes = {
  'meter.unmeteredRun': { review: true },
  'meter.rollback': { review: true },
  'clock.step': { review: false },
  'environment.declarationConflict': { review: true },
  'environment.sensorLost': { review: false },
  'sensor.suspect': { review: false },
  'sensor.unplugged': { review: true },
  'safety.autoReset': { review: true },
  'safetyConfiguration.changed': { review: false },
  'model.changed': { review: false },
  'version.changed': { review: false },
  'component.replaced': { review: false },
  'payload.bias': { review: true },
  'commissioning.repeated': { review: true },
  'report.missing': { review: true },
} as const satisfies Readonly<Record<string, { readonly review: boolean }>>;
export type FindingCode = keyof typeof findingCodes;

export const isFindingCode = (type: string): type is FindingCode => Object.hasOwn(findingCodes, type);

import type { FromSchema } from 'json-schema-to-ts';

const temperatureC = { type: 'number', minimum: -80, maximum: 120 } as const;
const ratio = { type: 'number', minimum: 0, maximum: 1 } as const;
const level = { type: 'integer', minimum: 1, maximum: 5 } as const;
const date = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' } as const;

/** What the site's declared context says (`config/context.example.yaml`): every key may be absent, and absent is unknown. */
export const contextSchema = {
  type: 'object',
  title: 'Declared context',
  description: 'What a responsible person declares about the site and the use; never inferred by the agent.',
  additionalProperties: false,
  properties: {
    declaredBy: { type: 'string', minLength: 1, description: 'Role or organisation that declares, never a person under watch.' },
    declaredAt: { ...date, description: 'Date of the declaration, YYYY-MM-DD.' },
    lifecycleStage: { enum: ['rnd', 'pilotTest', 'firstUse', 'commercial', 'retired'], description: 'Priors differ by stage.' },
    scene: {
      enum: ['factory', 'publicService', 'rental', 'competition', 'test', 'transport', 'storage'],
      description: 'In competition and test scenes falls and stops are normal, so priors are those of the test stage.',
    },
    trl: { type: 'integer', minimum: 1, maximum: 9, description: 'Technology readiness level; below 5 the index is not rated.' },
    trlAssessedBy: { type: 'string', minLength: 1, description: 'Who assessed the readiness level: an organisation or a role.' },
    trlAssessedAt: { ...date, description: 'Date of that assessment, YYYY-MM-DD.' },
    autonomyLevel: {
      type: 'object',
      description: 'Levels L1 to L5 of T/CIE 298-2025 as assessed by the declarer; kept as evidence, not priced.',
      additionalProperties: false,
      required: ['perception', 'decision', 'execution', 'collaboration'],
      properties: { perception: level, decision: level, execution: level, collaboration: level },
    },
    robotClass10218: { enum: ['I', 'II'], description: 'Robot class of ISO 10218-1:2025.' },
    humanExposure: {
      enum: ['H0', 'H1', 'H2', 'H3', 'H4'],
      description: 'H0 fenced; H1 trained, separated; H2 trained, shared; H3 untrained adults, supervised; H4 unsupervised public.',
    },
    terrain: { enum: ['fixedBase', 'wheeledFlat', 'leggedFlat', 'leggedStairs', 'outdoor'] },
    ambientMinC: { ...temperatureC, description: 'Lowest ambient temperature of the site, °C.' },
    ambientMaxC: { ...temperatureC, description: 'Highest ambient temperature of the site, °C.' },
    humidityMinRatio: { ...ratio, description: 'Lowest relative humidity of the site, 0…1.' },
    humidityMaxRatio: { ...ratio, description: 'Highest relative humidity of the site, 0…1.' },
    wetting: { type: 'boolean', description: 'Rain, spray or splash reaches the robot beyond its ingress protection.' },
    thermalRateMaxKPerMin: {
      type: 'number',
      minimum: 0,
      maximum: 100,
      description: 'Fastest change of air temperature over 5 min, K/min.',
    },
    vibrationMaxMPerS: { type: 'number', minimum: 0, maximum: 10, description: 'Floor vibration, velocity RMS 10–1000 Hz, m/s (survey).' },
    shocksMaxCount: { type: 'integer', minimum: 0, maximum: 100_000, description: 'Shocks of 2 g and more per 8 h at rest.' },
    ingressRequired: {
      type: 'string',
      pattern: '^IP[0-6X][0-9X]$',
      description: 'Ingress protection the site needs; X where nothing is needed.',
    },
    corrosivity: { enum: ['C1', 'C2', 'C3', 'C4', 'C5', 'CX'], description: 'Corrosivity category of ISO 9223.' },
    specialHazard: { enum: ['none', 'highVoltage', 'hotWork', 'height', 'exZone', 'nuclear', 'offshore'] },
  },
} as const;

export type DeclaredContext = Readonly<FromSchema<typeof contextSchema>>;

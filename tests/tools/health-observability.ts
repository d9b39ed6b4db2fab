import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { isRated } from '../../agent/assess/health/health-condition.ts';
import { jointRatings } from '../../agent/assess/health/health-thresholds.ts';
import { profileNames, readProfile } from '../../agent/configuration/product-files.ts';
import { readDocument } from '../../agent/configuration/read-document.ts';
import { type HealthIndicator, healthIndicators } from '../../agent/contract/health.ts';
import type { Profile } from '../../agent/contract/profile.ts';
import { type Description, descriptionSchema } from '../../drivers/replay/formats/table/table-description.ts';
import { messageType } from '../../drivers/ros-messages/message-types.ts';
import { type RegisterMap, registerMapSchema } from '../../drivers/serial-protocols/modbus/register-map.ts';
import { repositoryRoot } from './source-tree.ts';

/** Signals by part that one way to a robot brings; a part of `*` is every joint. */
interface Reach {
  readonly way: string;
  readonly signals: readonly { readonly component: string; readonly part: string; readonly signal: string }[];
}

/** One way to one robot: of each indicator, how many driven joints (or one battery) can be evaluated, and why not the others. */
export interface ObservabilityRow {
  readonly profile: string;
  readonly way: string;
  readonly cells: Readonly<Record<HealthIndicator, ObservabilityCell>>;
}

export interface ObservabilityCell {
  readonly componentCount: number;
  readonly knownCount: number;
  /** Empty where every component is known. */
  readonly lacks: readonly ('rating' | 'sensor')[];
}

/** What an indicator is computed from: one of each row has to be there. */
const needs: Readonly<Record<HealthIndicator, readonly (readonly string[])[]>> = {
  J1: [['motorTemperatureC', 'windingTemperatureC']],
  J3: [['currentA']],
  J4: [['torqueNm']],
  J10: [['torqueNm'], ['velocityRadPerS']],
  B3: [['cellVoltageV'], ['currentA'], ['fullChargeAh', 'remainingAh'], ['fullChargeAh', 'stateOfChargeRatio']],
  B4: [['temperatureC']],
};

/** Register maps are named after the controllers whose profiles they serve. */
const mapPrefixes: Readonly<Record<string, string>> = { ur: 'ur-modbus', fairino: 'fairino-modbus', xarm: 'xarm-modbus' };

/** Every shipped profile by every shipped way to such a robot. */
export async function observabilityRows(): Promise<readonly ObservabilityRow[]> {
  const profiles = await Promise.all((await profileNames()).map(async (name) => (await readProfile(name)).value));
  const recordings = await readRecordings();
  const rows = await Promise.all(
    profiles.map(async (profile) => {
      const reaches = [...rosReach(profile), ...(await modbusReach(profile)), ...recordingReach(profile, recordings)];
      return reaches.map((reach) => rowOf(profile, reach));
    }),
  );
  return rows.flat();
}

/** One robot, reached this way. */
export function rowOf(profile: Profile, { way, signals }: Reach): ObservabilityRow {
  const cells = healthIndicators.map((indicator) => [indicator, cellOf(indicator, profile, signals)] as const);
  return { profile: profile.name, way, cells: Object.fromEntries(cells) as ObservabilityRow['cells'] };
}

function cellOf(indicator: HealthIndicator, profile: Profile, signals: Reach['signals']): ObservabilityCell {
  const has = (component: string, part: string | undefined): boolean =>
    needs[indicator].every((choice) =>
      signals.some((one) => {
        const isPart = part === undefined || one.part === part || one.part === '*';
        return one.component === component && isPart && choice.includes(one.signal);
      }),
    );
  const components = indicator.startsWith('B')
    ? [{ isSensed: has('battery', undefined), isRated: true }]
    : [...jointRatings(profile)].map(([part, rating]) => ({ isSensed: has('joint', part), isRated: isRated(indicator, rating) }));
  const lacksRating = components.some((one) => !one.isRated);
  const lacksSensor = components.some((one) => !one.isSensed);
  return {
    componentCount: components.length,
    knownCount: components.filter((one) => one.isRated && one.isSensed).length,
    lacks: [...(lacksRating ? (['rating'] as const) : []), ...(lacksSensor ? (['sensor'] as const) : [])],
  };
}

function rosReach(profile: Profile): Reach[] {
  const topics = (profile.ros?.topics ?? []).filter((topic) => !topic.unverified);
  if (profile.ros === undefined) return [];
  const signals = topics.flatMap((topic) => {
    const layouts = messageType(topic.type)?.bind({ sourceId: 'robot', profile, topic, periodMs: 1000 / topic.rateHz }).layouts ?? [];
    return layouts.flatMap(({ component, parts, signals: names }) =>
      parts.flatMap((part) => names.map((signal) => ({ component: String(component), part, signal: String(signal) }))),
    );
  });
  return [{ way: 'ROS', signals }];
}

async function modbusReach({ name }: Profile): Promise<Reach[]> {
  const map = Object.entries(mapPrefixes).find(([prefix]) => name.startsWith(prefix))?.[1];
  if (map === undefined) return [];
  const { columns } = (await readDocument<RegisterMap>(`${repositoryRoot}/config/register-maps/${map}.yaml`, registerMapSchema)).value;
  const verified = columns.filter(({ unverified }) => unverified === undefined);
  return [{ way: 'Modbus', signals: verified.map(({ component, part, signal }) => ({ component, part: part ?? '*', signal })) }];
}

interface Recording {
  readonly file: string;
  readonly value: Description;
}

async function readRecordings(): Promise<readonly Recording[]> {
  const files = readdirSync(`${repositoryRoot}/config/recordings`).filter((file) => file.endsWith('.yaml'));
  const read = (file: string) => readDocument<Description>(`${repositoryRoot}/config/recordings/${file}`, descriptionSchema);
  return Promise.all(files.sort().map(async (file) => ({ file, value: (await read(file)).value })));
}

function recordingReach({ name }: Profile, recordings: readonly Recording[]): Reach[] {
  return recordings
    .filter(({ value }) => value.profile === name)
    .map(({ file, value }) => ({
      way: `recording ${basename(file, '.yaml')}`,
      signals: value.columns.flatMap(({ component, signal, part }) =>
        component === undefined || signal === undefined ? [] : [{ component, part: part ?? '*', signal }],
      ),
    }));
}

const lead = `# Condition of components

`;
const page = `The index of the condition is 100 · (1 − severity) of the worst critical component, evaluated once per ten minutes of operating time, and never above
what the reference model takes as healthy (80 in the illustrative one). **Unknown is the reference**: a component nobody can see neither costs nor earns, and one that showed
trouble and fell silent keeps its last word. \`status\` and the page say for the running robot what is evaluated, what is not and why, and which advice
stands. It is information only, not a safety function.

| | indicator | computed from | measured against |
| --- | --- | --- | --- |
| J1 | motor temperature, hottest minute | motor or winding temperature | the maker's limit in \`ratings.motorTemperatureMaxC\`, else a default of ours |
| J3 | thermal load of the winding (I²t) | current | \`joints[].continuousCurrentA\` |
| J4 | share of time above 90 % of the torque limit | torque | \`joints[].torqueNm\` |
| J10 | consumed gear life | torque and speed | \`joints[].gear\`: rated torque, rated speed at the joint, L10 life |
| B3 | cells apart after half an hour of rest | cell voltages, current, and the capacity: reported, or what is left over its share | a default of ours |
| B4 | battery temperature, hottest minute | battery temperature | a default of ours |

## What each shipped profile lets one know
Counted in driven joints, or one battery; by each way to the robot that ships. *sensor*: nothing on that way reports it. *rating*: the profile does not
state what it is measured against. Topics and registers marked unverified are not counted: they are unread unless accepted.

`;
const after = `
**J3 and J10 are unknown of every shipped profile.** No maker's document that we hold states a continuous current or a gear's rated torque, rated speed
and life for one of these robots: what URDFs and data sheets give are limits and peaks, and a limit taken for a rating would print advice that the maker
never gave. Whoever holds the data sheet writes \`continuousCurrentA\` or \`gear\`, each with \`ratingSource\`, into a profile of their own
(\`profile check\` refuses them without a source), and both are evaluated from then on. Cells (B3) need a battery
monitor that says current, cells and charge: the JBD and Daly packs of the serial driver do, beside any robot.

## Indicators that are not evaluated
Of the joints: rate of head-room (J2), tracking error (J5), friction (J6), backlash (J7), vibration (J9), momentary overload (J11) and brakes (J12).
Residuals of effort (J8) belong to the anomaly watch, which has its own dimension of the index. A temperature sensor that stands still or is silent
(J13) makes its reading unknown instead of bad. Of the battery: capacity (B1), internal resistance (B2), temperature spread (B5), C-rate (B6), deep discharge (B7),
self-discharge (B8) and communication (B9). Nothing in the index depends on them.
`;

/** `docs/health.md`. */
export function healthPage(rows: readonly ObservabilityRow[], remark: string): string {
  const head = `| profile | by | ${healthIndicators.join(' | ')} |\n| --- | --- |${' --- |'.repeat(healthIndicators.length)}`;
  const lines = rows.map(({ profile, way, cells }) => {
    return `| ${profile} | ${way} | ${healthIndicators.map((indicator) => cellText(cells[indicator])).join(' | ')} |`;
  });
  return `${lead}${remark}\n\n${page}${[head, ...lines].join('\n')}\n${after}`;
}

function cellText({ componentCount, knownCount, lacks }: ObservabilityCell): string {
  if (knownCount === componentCount) return `${knownCount}`;
  const why = `no ${lacks.join(', no ')}`;
  return knownCount === 0 ? why : `${knownCount} of ${componentCount}: ${why}`;
}

import type { DriverSink } from '../../../agent/contract/driver.ts';
import type { BehaviourMessage, FaultMessage, Message, ModeMessage, RobotMode, SafetyMessage } from '../../../agent/contract/message.ts';
import { unknown } from '../../../agent/contract/unknown.ts';
import { cellAt } from '../plant/cell-at.ts';
import type { FaultReport } from '../plant/effects.ts';
import type { Plant } from '../plant/plant.ts';
import type { Moment } from './stream-plan.ts';
import { isDue } from './telemetry.ts';

export const safetyPeriodMs = 1000;
const modePeriodMs = 10_000;
const codeSpace = 'simulator';

/** A motor this hot is reported, and again cool below 5 K less; the profile's rating where it has one. */
const motorTemperatureMaxDefaultC = 85;
const coolAgainC = 5;

type Facts<M extends Message> = Omit<M, 'sourceId' | 'time' | 'kind'>;

/**
 * The slow facts of the robot: safety once a second and at every change, mode and use every ten seconds and at every change, a fault when
 * it appears and when it goes.
 */
export class Announcements {
  readonly #sourceId: string;
  readonly #temperatureMaxC: number;
  #safety = '';
  #mode = '';
  #behaviour = '';
  #open = new Map<string, FaultReport>();

  constructor(sourceId: string, temperatureMaxC = motorTemperatureMaxDefaultC) {
    this.#sourceId = sourceId;
    this.#temperatureMaxC = temperatureMaxC;
  }

  /** Pours what is due at this moment; false when the sink fills up. */
  pour(sink: DriverSink, moment: Moment, sinceMs: number): boolean {
    const { nowMs } = moment;
    const messages = [
      ...this.#safetyDue(moment, isDue(nowMs, sinceMs, safetyPeriodMs)),
      ...this.#modeDue(moment, isDue(nowMs, sinceMs, modePeriodMs)),
      ...this.#behaviourDue(moment, isDue(nowMs, sinceMs, modePeriodMs)),
      ...this.#faultsDue(moment),
    ];
    return messages.reduce((room, message) => sink.message(message) && room, true);
  }

  #safetyDue(moment: Moment, due: boolean): SafetyMessage[] {
    const facts = safetyFacts(moment);
    const spelled = JSON.stringify(facts);
    if (!due && spelled === this.#safety) return [];
    this.#safety = spelled;
    return [{ kind: 'safety', sourceId: this.#sourceId, time: moment.time, ...facts }];
  }

  #modeDue(moment: Moment, due: boolean): ModeMessage[] {
    const facts = modeFacts(moment);
    const spelled = JSON.stringify(facts);
    if (!due && spelled === this.#mode) return [];
    this.#mode = spelled;
    return [{ kind: 'mode', sourceId: this.#sourceId, time: moment.time, ...facts }];
  }

  #behaviourDue(moment: Moment, due: boolean): BehaviourMessage[] {
    const facts = behaviourFacts(moment);
    const spelled = JSON.stringify(facts);
    if (!due && spelled === this.#behaviour) return [];
    this.#behaviour = spelled;
    return [{ kind: 'behaviour', sourceId: this.#sourceId, time: moment.time, ...facts }];
  }

  #faultsDue({ plant, effects, time }: Moment): FaultMessage[] {
    const hot = hotJoints(plant, this.#temperatureMaxC, (name) => this.#open.has(`${hotCode}/${name}`));
    if (hot.length === 0 && effects.reports.length === 0 && this.#open.size === 0) return [];
    const now = new Map([...effects.reports, ...hot].map((report) => [`${report.codeRaw}/${report.part ?? ''}`, report]));
    const appeared = [...now].filter(([key]) => !this.#open.has(key)).map(([, report]) => ({ report, active: true }));
    const gone = [...this.#open].filter(([key]) => !now.has(key)).map(([, report]) => ({ report, active: false }));
    this.#open = now;
    return [...appeared, ...gone].map(({ report, active }) => ({
      kind: 'fault',
      sourceId: this.#sourceId,
      time,
      codeSpace,
      ...report,
      part: report.part ?? unknown('notReported'),
      active,
    }));
  }
}

/** A humanoid has no collision report of its own: what strikes it shows in its inertial sensor. */
function safetyFacts({ plant, effects }: Moment): Facts<SafetyMessage> {
  return {
    emergencyStop: effects.emergencyStop,
    protectiveStop: effects.protectiveStop,
    collisionDetected: plant.build.kind === 'cobot' ? effects.collision : unknown('notReported'),
    drivesPowered: plant.powered,
  };
}

function modeFacts({ plant, effects }: Moment): Facts<ModeMessage> {
  return {
    robotMode: robotModeOf(plant, effects),
    operationalMode: 'automatic',
    executionState: plant.pace > 0 ? 'running' : 'stopped',
    controlSource: effects.controlSource ?? 'autonomous',
  };
}

function behaviourFacts({ plant, effects }: Moment): Facts<BehaviourMessage> {
  return {
    payload: `${effects.payloadKg} kg`,
    safetyConfiguration: effects.safetyConfiguration ?? 'configuration 1',
    charging: plant.battery.charging,
  };
}

function robotModeOf(plant: Plant, { robotMode, fallen, emergencyStop, protectiveStop }: Moment['effects']): RobotMode {
  if (robotMode !== undefined) return robotMode;
  if (fallen) return 'fault';
  if (emergencyStop || plant.battery.charging) return 'standby';
  return protectiveStop ? 'ready' : 'running';
}

const hotCode = 'motorTemperature';

function hotJoints(plant: Plant, temperatureMaxC: number, isOpen: (name: string) => boolean): FaultReport[] {
  const { build, joints } = plant;
  const reports: FaultReport[] = [];
  for (let index = 0; index < joints.windingC.length; index++) {
    const windingC = cellAt(joints.windingC, index);
    if (windingC < temperatureMaxC - coolAgainC) continue;
    const part = build.jointNames[index] ?? '';
    if (windingC < temperatureMaxC && !isOpen(part)) continue;
    const text = `the winding is hotter than ${temperatureMaxC} °C`;
    reports.push({ codeRaw: hotCode, component: 'joint', part, severity: 'error', category: 'overTemperature', text });
  }
  return reports;
}

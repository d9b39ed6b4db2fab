import { createSystemClock } from '../../../agent/platform/system-clock.ts';
import { ChildCommand } from '../../support/child-command.ts';
import { cpuUsOf, residentMib } from '../process-cost.ts';
import { type BenchRequest, type BenchResult, median, type Scenario } from '../scenario.ts';
import { fastHz } from './ros-stream.ts';

const messagesPerS = 2 * fastHz + 1;
/** Until the compiler has done its work on both sides. */
const warmUpMs = 3000;
/** What is under way when the sending ends arrives within this. */
const drainMs = 500;
const clock = createSystemClock();

interface Round {
  readonly floorUs: number;
  readonly driverUs: number;
  readonly bridgeUs: number;
  readonly driverMib: number;
  readonly lostCount: number;
  readonly sentCount: number;
  readonly flaws: Readonly<Record<string, number>>;
}

/**
 * ```
 *  run-sender (bridge) ──500 Hz joints, IMU; 1 Hz battery──▶ run-floor (ws + JSON.parse)
 *                      └────────────────────────────────────▶ run-driver (our driver, counting sink)      all at the same time
 * ```
 */
export const rosbridgeScenario: Scenario = {
  name: 'rosbridge',
  summary: '29 joints and an IMU at 500 Hz, a battery at 1 Hz: processor time per message against receive-and-parse; nothing lost',
  run: runRounds,
};

async function runRounds(request: BenchRequest): Promise<BenchResult> {
  const rounds: Round[] = [];
  for (let index = 0; index < request.roundCount; index++) {
    rounds.push(await runRound(request));
    request.tell(`round ${index + 1} of ${request.roundCount}: ${JSON.stringify(rounds.at(-1))}`);
  }
  const ratios = rounds.map(({ driverUs, floorUs }) => driverUs / floorUs);
  const lostCount = rounds.reduce((sum, round) => sum + round.lostCount, 0);
  return {
    figures: [
      {
        name: 'driver CPU per message over floor',
        value: median(ratios),
        unit: 'ratio',
        bar: { atMost: 1.15, source: 'G1 (facts/performance.md), of which this is the driver alone' },
      },
      { name: 'driver CPU per message', value: median(rounds.map(({ driverUs }) => driverUs)), unit: 'µs' },
      { name: 'floor CPU per message (ws + JSON.parse)', value: median(rounds.map(({ floorUs }) => floorUs)), unit: 'µs' },
      { name: 'stand-in bridge CPU per message', value: median(rounds.map(({ bridgeUs }) => bridgeUs)), unit: 'µs' },
      { name: 'driver resident memory', value: median(rounds.map(({ driverMib }) => driverMib)), unit: 'MiB' },
      { name: 'messages sent to the driver', value: rounds.reduce((sum, { sentCount }) => sum + sentCount, 0), unit: 'messages' },
      {
        name: 'messages lost between bridge and sink',
        value: lostCount,
        unit: 'messages',
        bar: { atMost: 0, source: 'issue 4: nothing lost in the driver' },
      },
    ],
    notes: [
      'The bridge is the test server of this repository in a process of its own, serving both clients; a real rosbridge costs 12–42 % of a core (facts/performance.md, G14) and was not run here.',
      `Flaws counted by the driver: ${JSON.stringify(rounds.map(({ flaws }) => flaws))}`,
    ],
  };
}

async function runRound({ lengthMs }: BenchRequest): Promise<Round> {
  const sender = new ChildCommand(new URL('./run-sender.ts', import.meta.url));
  const children = [sender];
  try {
    const urls = JSON.parse((await sender.said(/^\{.*\}$/m))[0]) as { floor: string; driver: string };
    const floor = new ChildCommand(new URL('./run-floor.ts', import.meta.url), [urls.floor]);
    const driver = new ChildCommand(new URL('./run-driver.ts', import.meta.url), [urls.driver]);
    children.push(floor, driver);
    await Promise.all([floor.said(/ready/), driver.said(/ready/)]);
    await pause(warmUpMs);
    const [floorUs = 0, driverUs = 0, bridgeUs = 0] = await cpuDuring([floor, driver, sender], lengthMs);
    const driverMib = residentMib(driver.pid);
    sender.signal('SIGTERM');
    const { sent } = JSON.parse((await sender.said(/^\{"sent".*\}$/m))[0]) as { sent: { driver: number } };
    await pause(drainMs);
    driver.signal('SIGTERM');
    const counts = JSON.parse((await driver.said(/^\{.*\}$/m))[0]) as { messageCount: number; flaws: Record<string, number> };
    return {
      floorUs,
      driverUs,
      bridgeUs,
      driverMib,
      sentCount: sent.driver,
      lostCount: sent.driver - counts.messageCount,
      flaws: counts.flaws,
    };
  } finally {
    await Promise.all(children.map((child) => child.end('SIGKILL')));
  }
}

async function pause(lengthMs: number): Promise<void> {
  await clock.sleep(lengthMs, AbortSignal.timeout(lengthMs + 60_000));
}

async function cpuDuring(children: readonly ChildCommand[], lengthMs: number): Promise<number[]> {
  const before = children.map(({ pid }) => cpuUsOf(pid));
  const beginMs = performance.now();
  await pause(lengthMs);
  const elapsedMs = performance.now() - beginMs;
  return children.map(({ pid }, index) => (cpuUsOf(pid) - (before[index] ?? 0)) / ((elapsedMs * messagesPerS) / 1000));
}

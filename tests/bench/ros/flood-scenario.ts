import { ChildCommand } from '../../support/child-command.ts';
import { type BenchRequest, type BenchResult, median, type Scenario } from '../scenario.ts';

const messageCount = 120_000;
const withinMs = 120_000;

/**
 * ```
 *  run-flood (bridge, prepared messages) ──JSON─────▶ run-flood-floor (ws + JSON.parse)
 *                                        └─cbor-raw─▶ run-flood-driver (our driver, counting sink)      both at the same time
 * ```
 */
export const floodScenario: Scenario = {
  name: 'rosbridge-flood',
  summary: 'joint states of 29 joints as fast as they are taken: our driver over cbor-raw against receive-and-parse of JSON',
  run: runRounds,
};

async function runRounds({ roundCount, tell }: BenchRequest): Promise<BenchResult> {
  const rounds: { floorUs: number; driverUs: number }[] = [];
  for (let index = 0; index < roundCount; index++) {
    rounds.push(await runRound());
    tell(`round ${index + 1} of ${roundCount}: ${JSON.stringify(rounds.at(-1))}`);
  }
  const ratio = median(rounds.map(({ driverUs, floorUs }) => driverUs / floorUs));
  return {
    figures: [
      {
        name: 'driver over cbor-raw, CPU per message over JSON floor',
        value: ratio,
        unit: 'ratio',
        bar: { atMost: 0.8, source: 'G4 (facts/performance.md)' },
      },
      { name: 'driver over cbor-raw, CPU per message', value: median(rounds.map(({ driverUs }) => driverUs)), unit: 'µs' },
      { name: 'JSON floor of a flood, CPU per message', value: median(rounds.map(({ floorUs }) => floorUs)), unit: 'µs' },
    ],
    notes: [`${messageCount} messages a round and client, the first sixth as warm-up; the whole driver as far as its sink is measured.`],
  };
}

async function runRound(): Promise<{ floorUs: number; driverUs: number }> {
  const count = String(messageCount);
  const bridge = new ChildCommand(new URL('./run-flood.ts', import.meta.url), [count]);
  const children = [bridge];
  try {
    const url = (await bridge.said(/^ws:.*$/m, withinMs))[0];
    const clients = ['./run-flood-floor.ts', './run-flood-driver.ts'].map(
      (script) => new ChildCommand(new URL(script, import.meta.url), [url, count]),
    );
    children.push(...clients);
    const [floorUs = 0, driverUs = 0] = await Promise.all(clients.map(perMessageUs));
    return { floorUs, driverUs };
  } finally {
    await Promise.all(children.map((child) => child.end('SIGKILL')));
  }
}

async function perMessageUs(client: ChildCommand): Promise<number> {
  const said = (await client.said(/^\{.*\}$/m, withinMs))[0];
  return (JSON.parse(said) as { perMessageUs: number }).perMessageUs;
}

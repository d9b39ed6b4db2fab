import { Agent, type AgentParts } from '../../agent/agent.ts';
import { referenceModelSchema } from '../../agent/assess/assessment.ts';
import { readProfile, recordingDescriptions } from '../../agent/configuration/product-files.ts';
import { readDocument } from '../../agent/configuration/read-document.ts';
import { unknown } from '../../agent/contract/unknown.ts';
import { signingKeyFromSeed } from '../../agent/evidence/keys.ts';
import { loadDriver } from '../../agent/ingest/load-driver.ts';
import { createSystemClock } from '../../agent/platform/system-clock.ts';
import { productFile } from './cli.ts';

/** An agent on the bundled synthetic recording, without the anomaly model; anything may be changed. */
export async function openReplay(ledgerPath: string, change: Partial<AgentParts> = {}): Promise<Agent> {
  const profile = await readProfile('ur3e');
  const clock = createSystemClock();
  const driver = await loadDriver('replay');
  const options = {
    recording: productFile('config/recordings/synthetic-cobot.csv'),
    descriptions: await recordingDescriptions(),
    speedRatio: 0,
  };
  return new Agent({
    origin: 'replay',
    sources: [
      {
        sourceId: 'recording',
        driverName: 'replay',
        source: await driver.open(options, { sourceId: 'recording', profile: profile.value, clock, readDocument }),
      },
    ],
    profile,
    context: undefined,
    model: await readDocument(productFile('config/reference-models/illustrative-1.yaml'), referenceModelSchema),
    scorer: undefined,
    key: signingKeyFromSeed(Buffer.alloc(32, 7)),
    serialNumber: unknown('notReported'),
    agentVersion: '0.0.0-test',
    ledgerPath,
    clock,
    random: () => 0.5,
    ...change,
  });
}

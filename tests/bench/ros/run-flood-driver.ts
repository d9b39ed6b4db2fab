import { readDocument } from '../../../agent/configuration/read-document.ts';
import { createSystemClock } from '../../../agent/platform/system-clock.ts';
import rosbridge from '../../../drivers/rosbridge/index.ts';
import { profileWith, rosbridgeOptions, rosTopic } from '../../support/rosbridge-fixture.ts';
import { FloodCount } from './flood-count.ts';
import { jointNames } from './ros-stream.ts';

/* Our driver as far as its sink, asking for bytes: transport, CBOR, CDR, decoder, watches. run-flood-driver.ts URL COUNT ─▶ µs per message */
const flood = new FloodCount(Number(process.argv[3]));
const topic = '/joint_states';
const profile = {
  ...profileWith(rosTopic(topic, { decode: { effort: 'torqueNm' } })),
  joints: jointNames.map((name) => ({ name, type: 'revolute' as const, role: 'actuator' as const })),
};
const options = rosbridgeOptions({
  url: String(process.argv[2]),
  generation: 'ros2',
  topics: [{ topic, rateHz: 'all', compression: 'cbor-raw' }],
  staleMs: 600_000,
});
const source = await rosbridge.open(options, { sourceId: 'ros', profile, clock: createSystemClock(), readDocument });
const sink = {
  frame: () => {
    flood.take();
    return true;
  },
  message: () => true,
  flaw: () => true,
  ready: async () => undefined,
};
await source.run(sink, new AbortController().signal);

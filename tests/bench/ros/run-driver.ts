import { readDocument } from '../../../agent/configuration/read-document.ts';
import type { Profile } from '../../../agent/contract/profile.ts';
import { createSystemClock } from '../../../agent/platform/system-clock.ts';
import rosbridge, { type RosbridgeOptions } from '../../../drivers/rosbridge/index.ts';
import { jointNames, streamTopics } from './ros-stream.ts';

/*
 * Our driver as far as its sink, which only counts: what it costs above the floor is roslib, decoding, checking, watching.
 *   run-driver.ts URL ─▶ "ready" at the first frame ─▶ SIGTERM: counts
 */
const topics = streamTopics.map(({ name, type }) => ({
  topic: name,
  type,
  rateHz: type === 'sensor_msgs/BatteryState' ? 1 : 500,
  onChange: false,
  optional: false,
  unverified: false,
  decode: type === 'sensor_msgs/JointState' ? { effort: 'torqueNm' } : {},
}));
const profile: Profile = {
  name: 'bench',
  manufacturer: 'Nobody',
  model: 'Bench',
  category: 'humanoid',
  locomotion: 'legged',
  joints: jointNames.map((name) => ({ name, type: 'revolute', role: 'actuator' })),
  ros: { generations: ['ros2'], topics },
  observable: [],
};
const options: RosbridgeOptions = {
  url: String(process.argv[2]),
  generation: 'ros2',
  topics: topics.map(({ topic }) => ({ topic, rateHz: 'all' as const, compression: 'none' as const })),
  includeUnverified: false,
  allowPlaintextRemote: false,
  tls: {},
  payloadBytesMax: 10_000_000,
  connectMs: 3000,
  pingMs: 5000,
  silenceMs: 3000,
  staleMs: 1000,
};
const counts = { messageCount: 0, cellCount: 0, goodCount: 0, flaws: {} as Record<string, number> };
const ended = new AbortController();
process.once('SIGTERM', () => ended.abort());
const source = await rosbridge.open(options, { sourceId: 'ros', profile, clock: createSystemClock(), readDocument });
await source.run(
  {
    frame: (frame) => {
      if (counts.messageCount++ === 0) process.stdout.write('ready\n');
      counts.cellCount += frame.quality.length;
      for (const code of frame.quality) if (code === 0) counts.goodCount++;
      return true;
    },
    message: () => true,
    flaw: ({ code }) => {
      counts.flaws[code] = (counts.flaws[code] ?? 0) + 1;
      return true;
    },
    ready: async () => undefined,
  },
  ended.signal,
);
process.stdout.write(`${JSON.stringify(counts)}\n`);

import { expect, it } from 'vitest';
import { robotFaults } from './robot-faults.ts';
import { RobotWorld } from './robot-world.ts';
import { SeededRandom } from './seeded-random.ts';
import { readWorldDocuments } from './world-documents.ts';

const documents = await readWorldDocuments();
const hourMs = 3_600_000;

it('a robot that was stopped at rest is not switched on by a power cut from before', async () => {
  const world = new RobotWorld('power cut before the rest', documents);
  try {
    world.powerOn();
    await world.timeline.runUntil(60_000);
    robotFaults(world, new SeededRandom('acts')).powerOff();
    await world.timeline.runUntil(120_000);
    expect(world.process).toBeUndefined();
    world.mayFault = false;
    world.powerOn();
    await world.timeline.runUntil(180_000);
    expect(world.process).toBeDefined();
    world.stopCleanly();
    await world.timeline.runUntil(4 * hourMs);
    expect(world.process).toBeUndefined();
  } finally {
    world.dispose();
  }
});

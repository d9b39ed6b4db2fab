import { badUpdate } from './bad-update.ts';
import { crowdContact } from './crowd-contact.ts';
import { fallOnStairs } from './fall-on-stairs.ts';
import { normalShift } from './normal-shift.ts';
import { race } from './race.ts';
import type { Scene } from './scene.ts';
import { teleoperationLoss } from './teleoperation-loss.ts';
import { thermalRunawayPrecursors } from './thermal-runaway-precursors.ts';
import { transportDrop } from './transport-drop.ts';
import { water } from './water.ts';

export type { Scene } from './scene.ts';

const catalogue: readonly Scene[] = [
  normalShift,
  fallOnStairs,
  crowdContact,
  thermalRunawayPrecursors,
  water,
  teleoperationLoss,
  badUpdate,
  transportDrop,
  race,
];

/** Every scene there is, in the order of the catalogue. */
export function listScenes(): readonly Scene[] {
  return catalogue;
}

/** The scene of this name, undefined when there is none. */
export function findScene(name: string): Scene | undefined {
  return catalogue.find((scene) => scene.name === name);
}

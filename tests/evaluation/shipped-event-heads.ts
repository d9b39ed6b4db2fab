import type { EventHeads } from '../../agent/assess/event-forecast.ts';
import { eventHorizonsS } from '../../agent/assess/event-outlook.ts';
import { fitEventHead } from '../../models/training/event-head.ts';
import { significantJson } from '../../models/training/significant-json.ts';
import { examplesOf, featuresFor, headChoices, momentsOf } from '../../models/training/stop-examples.ts';
import { dataSets, recordingSha256, recordingsFolder } from './data-sets.ts';
import { ur3Series } from './ur3-series.ts';

/** The heads as they ship, with what they were fitted on; how they do on time they have not seen says docs/evaluation.md. */
export interface ShippedEventHeads extends EventHeads {
  readonly command: string;
  readonly robot: string;
  readonly licence: string;
  readonly recordingSha256: string;
}

/** Fits one head per horizon on all four blocks of the UR3 session. */
export async function shippedEventHeads(): Promise<ShippedEventHeads> {
  const { path, robot, licence } = dataSets.ur3;
  const moments = momentsOf(await ur3Series(recordingsFolder + path));
  const jointCount = moments[0]?.window.layout.parts.length ?? 0;
  const features = featuresFor(moments);
  const heads = eventHorizonsS.map((horizonS) => fitEventHead(examplesOf(moments, features, horizonS), headChoices(jointCount, horizonS)));
  const facts = {
    command: 'npm run evaluate -- --event-heads --write',
    robot,
    licence,
    recordingSha256: recordingSha256(recordingsFolder + path),
  };
  return { ...facts, jointCount, heads: significantJson(heads) };
}

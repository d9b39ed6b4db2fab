import type { TaughtEventHeads } from '../../agent/assess/event-forecast.ts';
import { effortOf, eventHorizonsS } from '../../agent/assess/event-outlook.ts';
import type { FrameLayout } from '../../agent/contract/frame.ts';
import { fitEventHead } from '../../models/training/event-head.ts';
import { significantJson } from '../../models/training/significant-json.ts';
import { examplesOf, featuresFor, headChoices, momentsOf } from '../../models/training/stop-examples.ts';
import { dataSets, recordingSha256, recordingsFolder } from './data-sets.ts';
import { eventHeadFigures } from './event-head-trial.ts';
import { ur3Series } from './ur3-series.ts';

/** The heads as they ship, with what they were fitted on; how they do on time they have not seen says docs/evaluation.md. */
export interface ShippedEventHeads extends TaughtEventHeads {
  readonly command: string;
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
  return { ...facts, ...(await taughtFacts(moments[0]?.window.layout)), jointCount, heads: significantJson(heads) };
}

/** What the efforts were, and how the same kind of head did on blocks of time that it was not fitted on: the page says both. */
async function taughtFacts(layout: FrameLayout | undefined): Promise<Pick<TaughtEventHeads, 'effortSignal' | 'blockAurocs'>> {
  const effortSignal = layout && effortOf(layout);
  if (effortSignal === undefined) throw new RangeError('the recording has no effort to be taught by');
  const figures = await eventHeadFigures(recordingsFolder + dataSets.ur3.path);
  const own = figures.filter(({ head }) => head === 'event head');
  const blockAurocs = own.map(({ horizonS, aurocRatio }) => ({ horizonS, aurocRatio: Number(aurocRatio.toFixed(4)) }));
  return { effortSignal, blockAurocs };
}

import type { DriverContext } from '../../../../agent/contract/driver.ts';
import { ConfigError, RejectedError } from '../../../../agent/contract/errors.ts';
import { type BagPlan, planBag } from './bag-plan.ts';
import type { FoundBag } from './find-bag.ts';
import { openBagPart } from './open-bag-part.ts';
import type { BagPart, ChannelCount } from './recorded-message.ts';

export interface OpenBagOptions {
  /** As the person wrote it; for messages. */
  readonly recording: string;
  readonly includeUnverified: boolean;
}

/** Looks what a recording of ROS holds and plans how it is read. Throws one ConfigError when it cannot be. */
export async function openBag(
  bag: FoundBag,
  options: OpenBagOptions,
  { profile, sourceId }: Pick<DriverContext, 'profile' | 'sourceId'>,
): Promise<BagPlan> {
  const survey: ChannelCount[] = [];
  for (const part of bag.parts) survey.push(...(await surveyPart(bag, part)));
  return planBag(survey, { ...options, profile, sourceId });
}

async function surveyPart({ format, parts }: FoundBag, part: BagPart): Promise<readonly ChannelCount[]> {
  try {
    const reader = await openBagPart(format, part, () => false);
    try {
      return await reader.survey();
    } finally {
      await reader.close();
    }
  } catch (error) {
    // One spoilt part of several is a flaw of the run, not a reason to refuse the others.
    if (error instanceof RejectedError && parts.length > 1) return [];
    const value = error instanceof Error ? error.message : String(error);
    throw new ConfigError('replay/recording-refused', [
      { place: part.path, value: `cannot be read: ${value}`, remedy: 'give a whole recording that this user may read' },
    ]);
  }
}

import type { PhysicsWatch } from './physics-watch.ts';
import type { RebaselineCause, RebaselineOrder, WatchState } from './watch-state.ts';

interface WatchNow {
  readonly key: string;
  readonly rebaseline?: RebaselineOrder | undefined;
}

/** Why what was saved is let go at this start; undefined when the watch goes on with it. */
export function causeToForget(
  saved: WatchState,
  restored: PhysicsWatch | undefined,
  { key, rebaseline }: WatchNow,
): RebaselineCause | undefined {
  if (saved.key !== key) return 'versionChanged';
  if (rebaseline !== undefined && rebaseline.sha256 !== saved.followedSha256) return 'signedEvent';
  return restored === undefined ? 'learnedLost' : undefined;
}

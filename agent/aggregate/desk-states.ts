import { type BehaviourState, openingBehaviour, restartBehaviour } from './behaviour-desk.ts';
import { type EventDeskState, openingEventDesk, restartEventDesk } from './event-desk.ts';
import { openingRecommissioning, type RecommissioningState } from './recommissioning-desk.ts';
import { openingSilence, restartSilence, type SilenceState } from './silence-desk.ts';
import { openingVersions, type VersionsState } from './version-desk.ts';
import { openingWitnesses, type WitnessState } from './witness-state.ts';

/** What every desk remembers, by desk; plain JSON. */
export interface DeskStates {
  behaviour: BehaviourState;
  events: EventDeskState;
  recommissioning: RecommissioningState;
  silence: SilenceState;
  versions: VersionsState;
  witnesses: WitnessState;
  /** Credit restarts with the next window; kept, because a process may end in between. */
  safetyConfigurationChanged: boolean;
}

export function openingDesks(): DeskStates {
  return {
    behaviour: openingBehaviour(),
    events: openingEventDesk(),
    recommissioning: openingRecommissioning(),
    silence: openingSilence(),
    versions: openingVersions(),
    witnesses: openingWitnesses(),
    safetyConfigurationChanged: false,
  };
}

/** What a new process goes on with; a state saved by an older version lacks the desks that came after it. */
export function restartDesks(saved: DeskStates | undefined): DeskStates {
  const desks = { ...openingDesks(), ...saved };
  const { behaviour, events, silence } = desks;
  return { ...desks, behaviour: restartBehaviour(behaviour), events: restartEventDesk(events), silence: restartSilence(silence) };
}

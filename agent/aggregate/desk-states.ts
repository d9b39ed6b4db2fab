/** What every desk remembers, by desk; plain JSON. */
export type DeskStates = Record<string, never>;

export function openingDesks(): DeskStates {
  return {};
}

/** What a new process goes on with; a state saved by an older version lacks the desks that came after it. */
export function restartDesks(saved: DeskStates | undefined): DeskStates {
  return { ...openingDesks(), ...saved };
}

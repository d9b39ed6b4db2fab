/** Makes something once for each text an object is asked with, and keeps it as long as the object. The texts are constants of the program, so there are only so many. */
export function keptWith<Owner extends object, Kept>(make: (owner: Owner, text: string) => Kept): (owner: Owner, text: string) => Kept {
  const kept = new WeakMap<Owner, Map<string, Kept>>();
  return (owner, text) => {
    const ofOwner = kept.get(owner) ?? new Map<string, Kept>();
    kept.set(owner, ofOwner);
    const known = ofOwner.get(text) ?? make(owner, text);
    ofOwner.set(text, known);
    return known;
  };
}

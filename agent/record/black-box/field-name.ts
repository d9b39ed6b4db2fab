/**
 * A name as a field of a ROS 2 message must be spelt, or the viewers refuse the whole schema: lower case words joined by single
 * underscores, a letter first. `velocityRadPerS` → `velocity_rad_per_s`, `Left Knee` → `left_knee`, `7` → `part_7`.
 * Source: ROS 2 interface definition, "Conventions"; kept by the parser Foxglove reads with.
 */
export function fieldName(name: string): string {
  const isCamelCase = /^[a-z][A-Za-z0-9]*$/.test(name);
  const words = (isCamelCase ? name.replaceAll(/[A-Z]/g, '_$&') : name)
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const joined = words.join('_');
  return /^[a-z]/.test(joined) ? joined : `part_${joined}`.replace(/_$/, '');
}

/** Field names of several parts in their order, none twice. */
export function fieldNames(parts: readonly string[]): string[] {
  const taken = new Set<string>();
  return parts.map((part) => {
    const plain = fieldName(part);
    let name = plain;
    for (let copy = 2; taken.has(name); copy++) name = `${plain}_${copy}`;
    taken.add(name);
    return name;
  });
}

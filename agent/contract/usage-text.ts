const mmPerM = 1000;
const mjPerWh = 3_600_000;

/** `0.412 km`, to the metre, truncated as all amounts are (rule M-10). */
export function distanceText(distanceMm: number): string {
  return `${(Math.floor(distanceMm / mmPerM) / 1000).toFixed(3)} km`;
}

/** `1.250 kWh`, to the watt-hour, truncated. */
export function energyText(energyMj: number): string {
  return `${(Math.floor(energyMj / mjPerWh) / 1000).toFixed(3)} kWh`;
}

import type { Problem } from '../../../../agent/contract/errors.ts';
import { type Description, readColumns } from './table-description.ts';

/** Everything that keeps a file with this header from being read by this description; names match exactly; ignored columns may be absent. */
export function checkHeader(description: Description, header: readonly string[], place: string): readonly Problem[] {
  const ignored = description.ignored.map((each) => each.column);
  const described = [...readColumns(description), ...ignored];
  const seen = new Set(header);
  const repeated = [...seen].filter((name) => header.filter((each) => each === name).length > 1);
  const undescribed = [...seen].filter((name) => !described.includes(name));
  return [
    ...repeated.map((name) => ({
      place,
      value: `column "${name}" stands ${header.filter((each) => each === name).length} times in the header`,
      remedy: 'give every column a name of its own',
    })),
    ...readColumns(description)
      .filter((name) => !seen.has(name))
      .map((name) => ({ place, value: `no column "${name}"`, remedy: missingRemedy(name, undescribed) })),
    ...undescribed.map((name) => ({
      place,
      value: `column "${name}" is not described`,
      remedy: 'describe it under columns or flags, or list it under ignored with the reason',
    })),
  ];
}

function missingRemedy(name: string, undescribed: readonly string[]): string {
  const alike = undescribed.find((each) => each.trim().toLowerCase() === name.trim().toLowerCase());
  if (alike === undefined) return 'take it out of the description, or give the recording that has it';
  return `the header has "${alike}": write the name exactly so, spaces included`;
}

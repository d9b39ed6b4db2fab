import { type FrameLayout, quality } from '../../../../agent/contract/frame.ts';
import type { Flag } from '../../../../agent/contract/message.ts';
import type { Profile } from '../../../../agent/contract/profile.ts';
import { type Component, type SignalName, signalSpec, signals } from '../../../../agent/contract/signal.ts';
import { conversions } from '../../../../agent/contract/unit.ts';
import type { Description } from './table-description.ts';

/** Where the value of a column goes: cell `firstCellIndex + partIndex` of a frame, as raw × factor + offset. */
export interface CellTarget {
  readonly column: string;
  readonly frameIndex: number;
  readonly firstCellIndex: number;
  readonly factor: number;
  readonly offset: number;
}

export interface FlagTarget {
  readonly column: string;
  readonly kind: 'safety' | 'condition';
  readonly name: string;
  readonly words: ReadonlyMap<string, Flag>;
}

/** A description worked out for one profile: everything a row needs, so that a row needs no lookup by name. */
export interface TablePlan {
  readonly layouts: readonly FrameLayout[];
  /** Per layout the quality of every cell before a row is read: missing where a column exists, else not reported. */
  readonly blanks: readonly Uint8Array[];
  readonly targets: readonly CellTarget[];
  readonly flags: readonly FlagTarget[];
  /** Cells before the first target: time, and the part in layout long. */
  readonly keyCellCount: number;
  /** Layouts long and files: the word in the recording → index into the layouts' parts. */
  readonly partIndexOf: ReadonlyMap<string, number>;
}

/** Builds the plan of a checked description; layouts are in the order of the signal table, joints in the order of the profile. */
export function planTable(description: Description, profile: Profile, sourceId: string): TablePlan {
  const named = namedParts(description, profile);
  const components = (Object.keys(signals) as Component[]).filter((each) =>
    description.columns.some((column) => column.component === each),
  );
  const layouts = components.map((component) => layoutOf({ component, description, profile, named, sourceId }));
  const targets = description.columns.map((column) => targetOf(column, layouts));
  return {
    layouts,
    blanks: layouts.map((layout, frameIndex) => blankOf(layout, frameIndex, { targets, everyPart: description.layout !== 'wide' })),
    targets,
    flags: description.flags.map((flag) => ({
      column: flag.column,
      kind: flag.kind,
      name: flag.name,
      words: new Map<string, Flag>([
        ...flag.trueWords.map((word) => [word, true] as const),
        ...flag.falseWords.map((word) => [word, false] as const),
      ]),
    })),
    keyCellCount: description.partColumn === undefined ? 1 : 2,
    partIndexOf: new Map(named.map(({ word }, partIndex) => [word, partIndex])),
  };
}

/** The part a column of layout wide speaks of. */
export function partOf(column: Description['columns'][number]): string {
  return column.part ?? column.component;
}

/** Words of the recording in the order of the profile's joints; parts that are no joints follow as written. */
function namedParts(description: Description, profile: Profile): readonly { readonly word: string; readonly part: string }[] {
  if (description.layout === 'wide') return [];
  const joints = profile.joints.map((joint) => joint.name);
  if (description.layout === 'long' && description.parts.length === 0) return joints.map((name) => ({ word: name, part: name }));
  const rank = (part: string): number => (joints.includes(part) ? joints.indexOf(part) : joints.length);
  return [...description.parts].sort((a, b) => rank(a.part) - rank(b.part));
}

interface LayoutInput {
  readonly component: Component;
  readonly description: Description;
  readonly profile: Profile;
  readonly named: readonly { readonly part: string }[];
  readonly sourceId: string;
}

function layoutOf({ component, description, profile, named, sourceId }: LayoutInput): FrameLayout {
  const columns = description.columns.filter((column) => column.component === component);
  const described = description.layout === 'wide' ? [...new Set(columns.map(partOf))] : named.map(({ part }) => part);
  const inProfileOrder = profile.joints.map((joint) => joint.name).filter((name) => described.includes(name));
  return {
    sourceId,
    component,
    parts: description.layout === 'wide' && component === 'joint' ? inProfileOrder : described,
    signals: (Object.keys(signals[component]) as SignalName[]).filter((name) => columns.some((column) => column.signal === name)),
    periodMs: description.periodMs,
  };
}

function targetOf(column: Description['columns'][number], layouts: readonly FrameLayout[]): CellTarget {
  const frameIndex = layouts.findIndex((layout) => layout.component === column.component);
  const layout = layouts[frameIndex];
  const signalIndex = layout?.signals.indexOf(column.signal as SignalName) ?? 0;
  const partIndex = Math.max(0, layout?.parts.indexOf(partOf(column)) ?? 0);
  const { factor, offset } = conversions[column.unit] ?? { factor: 1, offset: 0 };
  return {
    column: column.column,
    frameIndex,
    firstCellIndex: signalIndex * (layout?.parts.length ?? 0) + partIndex,
    factor: column.scale * factor,
    offset: column.offset * factor + offset,
  };
}

function blankOf(
  layout: FrameLayout,
  frameIndex: number,
  { targets, everyPart }: { readonly targets: readonly CellTarget[]; readonly everyPart: boolean },
): Uint8Array {
  const blank = new Uint8Array(layout.parts.length * layout.signals.length).fill(everyPart ? quality.missing : quality.notReported);
  for (const target of targets) {
    if (target.frameIndex === frameIndex) blank[target.firstCellIndex] = quality.missing;
  }
  return blank;
}

/** Safety signals that are events while they are true; the others (`reducedMode`, `drivesPowered`, …) are states. */
const eventFlags = ['emergencyStop', 'protectiveStop', 'safeguardStop', 'collisionDetected'];

/** Event classes a recording with these flags can show; exposure grows only for them (decisions B5). */
export function observableClasses(description: Description): readonly string[] {
  return description.flags.filter((flag) => flag.kind === 'condition' || eventFlags.includes(flag.name)).map((flag) => flag.name);
}

/** Whether a component's signal can be given in this unit. */
export function unitFits(component: string, signal: string, unit: string): boolean {
  return conversions[unit]?.to === signalSpec(component, signal)?.unit;
}

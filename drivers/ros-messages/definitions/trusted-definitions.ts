import type { parse } from '@foxglove/rosmsg';

type MessageDefinition = ReturnType<typeof parse>[number];
type Field = MessageDefinition['definitions'][number];
/** A type with everything it is made of; the root is the one without a name, else the first. */
export type MessageDefinitions = readonly MessageDefinition[];

const fieldName = /^[A-Za-z]\w*$/;
const typeName = /^[A-Za-z]\w*\/[A-Za-z]\w*$/;
const elementsMax = 1_000_000;
const nestingDepthMax = 16;

/**
 * The definitions when a reader may be made of them, else undefined. The ROS 1 library writes type and field names into JavaScript
 * that it then runs, so a recording could bring its own code: names must be names. An array of a type without any bytes could be
 * longer than any memory, a type within itself is endless: neither exists in ROS.
 */
export function trustedDefinitions(definitions: MessageDefinitions): MessageDefinitions | undefined {
  const unnamed = definitions.filter(({ name }) => name === undefined || name === '');
  const named = new Map(definitions.filter((each) => !unnamed.includes(each)).map((each) => [each.name ?? '', each]));
  const root = unnamed[0] ?? definitions[0];
  if (root === undefined || unnamed.length > 1 || ![...named.keys()].every((name) => typeName.test(name))) return undefined;
  if (!definitions.flatMap((each) => each.definitions).every(isPlain)) return undefined;
  const types: Types = { named, seen: new Map() };
  const isReadable = (each: MessageDefinition): boolean => {
    const { bytesMin, entryCount } = extentOf(each, types, 0);
    return Number.isFinite(bytesMin) && entryCount <= elementsMax;
  };
  return [root, ...named.values()].every(isReadable) ? definitions : undefined;
}

function isPlain({ name, type, arrayLength = 0 }: Field): boolean {
  const lengthFits = Number.isInteger(arrayLength) && arrayLength >= 0 && arrayLength <= elementsMax;
  return fieldName.test(name) && (fieldName.test(type) || typeName.test(type)) && lengthFits;
}

interface Extent {
  /** The fewest bytes a message of the type has; NaN when it is endless, refers to nothing, or repeats nothing. */
  readonly bytesMin: number;
  readonly levelCount: number;
  /** Fields that are read one by one, those of nested types too; they need not have any bytes. */
  readonly entryCount: number;
}

interface Types {
  readonly named: ReadonlyMap<string, MessageDefinition>;
  /** Each type is gone through once: a few lines can name a type within itself more often than there is time for. */
  readonly seen: Map<MessageDefinition, Extent>;
}

const refused: Extent = { bytesMin: Number.NaN, levelCount: 0, entryCount: 0 };

function extentOf(definition: MessageDefinition, types: Types, depth: number): Extent {
  const { levelCount = 0 } = types.seen.get(definition) ?? {};
  if (depth + levelCount > nestingDepthMax) return refused;
  return types.seen.get(definition) ?? newExtent(definition, types, depth);
}

function newExtent(definition: MessageDefinition, types: Types, depth: number): Extent {
  // Whoever meets it again before it is known is within it.
  types.seen.set(definition, refused);
  const fields = definition.definitions.filter(({ isConstant }) => isConstant !== true);
  const extents = fields.map((field) => fieldExtent(field, types, depth));
  const extent = {
    bytesMin: extents.reduce((sumBytes, each) => sumBytes + each.bytesMin, 0),
    levelCount: extents.reduce((most, each) => Math.max(most, each.levelCount), 0),
    entryCount: extents.reduce((sumCount, each) => sumCount + each.entryCount, 0),
  };
  types.seen.set(definition, extent);
  return extent;
}

function fieldExtent(field: Field, types: Types, depth: number): Extent {
  const element = elementExtent(field, types, depth);
  if (field.isArray !== true) return element;
  if (!(element.bytesMin > 0)) return refused;
  const lengthMin = field.arrayLength ?? 1;
  // An array of numbers is read as one.
  const entryCount = field.isComplex === true ? lengthMin * element.entryCount : 1;
  return { ...element, bytesMin: lengthMin * element.bytesMin, entryCount };
}

function elementExtent(field: Field, types: Types, depth: number): Extent {
  if (field.isComplex !== true) return { bytesMin: 1, levelCount: 0, entryCount: 1 };
  const nested = types.named.get(field.type);
  if (nested === undefined) return refused;
  const { bytesMin, levelCount, entryCount } = extentOf(nested, types, depth + 1);
  return { bytesMin, levelCount: levelCount + 1, entryCount: entryCount + 1 };
}

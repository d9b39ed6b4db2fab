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
  return [root, ...named.values()].every((each) => Number.isFinite(bytesMin(each, named, 0))) ? definitions : undefined;
}

function isPlain({ name, type, arrayLength = 0 }: Field): boolean {
  const lengthFits = Number.isInteger(arrayLength) && arrayLength >= 0 && arrayLength <= elementsMax;
  return fieldName.test(name) && (fieldName.test(type) || typeName.test(type)) && lengthFits;
}

/** The fewest bytes a message of this type has; NaN when it is endless, refers to nothing, or repeats nothing. */
function bytesMin(definition: MessageDefinition, named: ReadonlyMap<string, MessageDefinition>, depth: number): number {
  if (depth > nestingDepthMax) return Number.NaN;
  const fields = definition.definitions.filter(({ isConstant }) => isConstant !== true);
  return fields.reduce((sumBytes, field) => sumBytes + fieldBytesMin(field, named, depth), 0);
}

function fieldBytesMin(field: Field, named: ReadonlyMap<string, MessageDefinition>, depth: number): number {
  const nested = named.get(field.type);
  if (field.isComplex === true && nested === undefined) return Number.NaN;
  const elementBytes = field.isComplex === true && nested !== undefined ? bytesMin(nested, named, depth + 1) : 1;
  if (field.isArray !== true) return elementBytes;
  return elementBytes > 0 ? (field.arrayLength ?? 1) * elementBytes : Number.NaN;
}

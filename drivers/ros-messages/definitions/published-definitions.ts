import { parse } from '@foxglove/rosmsg';
import { ros1, ros2jazzy } from '@foxglove/rosmsg-msgs-common';
import { cobotDefinitions } from './cobot-definitions.ts';
import { humanoidDefinitions } from './humanoid-definitions.ts';
import { type MessageDefinitions, trustedDefinitions } from './trusted-definitions.ts';

export type RosGeneration = 'ros1' | 'ros2';

/** The fields of a type as `.msg` text without comments; other types by their full name. */
export interface VendorDefinition {
  readonly type: string;
  /** In which generations this layout is the published one. */
  readonly generations: readonly RosGeneration[];
  readonly fields: string;
  /** Where the layout was read. */
  readonly source: string;
}

type MessageDefinition = MessageDefinitions[number];

const common: Readonly<Record<RosGeneration, Readonly<Record<string, MessageDefinition>>>> = { ros1, ros2: ros2jazzy };
const vendors: readonly VendorDefinition[] = [...cobotDefinitions, ...humanoidDefinitions];
const typesMax = 64;

/** A standard or a vendor's type with everything it is made of; undefined when its whole layout is not public. */
export function publishedDefinitions(type: string, generation: RosGeneration): MessageDefinitions | undefined {
  const found = new Map<string, MessageDefinition>();
  const wanted = [type];
  for (let name = wanted.shift(); name !== undefined; name = wanted.shift()) {
    if (found.has(name)) continue;
    const definition = definitionOf(name, generation);
    if (definition === undefined || found.size >= typesMax) return undefined;
    found.set(name, definition);
    wanted.push(...definition.definitions.filter(({ isComplex }) => isComplex === true).map((field) => field.type));
  }
  return trustedDefinitions([...found.values()]);
}

/** Every type with a layout of its own here, in order. */
export function vendorTypeNames(): string[] {
  return [...new Set(vendors.map(({ type }) => type))].sort();
}

function definitionOf(name: string, generation: RosGeneration): MessageDefinition | undefined {
  if (Object.hasOwn(common[generation], name)) return common[generation][name];
  const vendor = vendors.find((each) => each.type === name && each.generations.includes(generation));
  if (vendor === undefined) return undefined;
  const [parsed] = parse(vendor.fields, { ros2: generation === 'ros2', skipTypeFixup: true });
  return parsed === undefined ? undefined : { name, definitions: parsed.definitions };
}

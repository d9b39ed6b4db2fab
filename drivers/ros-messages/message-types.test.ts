import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Frame, quality } from '../../agent/contract/frame.ts';
import { signalSpec } from '../../agent/contract/signal.ts';
import { bindType } from '../../tests/support/ros-fixture.ts';
import { timeAt } from '../../tests/support/telemetry.ts';
import type { DecodedSink, RosMessage } from './decoding/message-type.ts';
import { messageType, messageTypeNames } from './message-types.ts';

const names = messageTypeNames();

/** What some types must be told, however little. */
const needed: Readonly<Record<string, object>> = {
  'std_msgs/Bool': { means: 'emergencyStop' },
  'std_msgs/Float64': { means: 'speedOverride' },
  'bodyctrl_msgs/MotorStatusMsg': { partIds: { 1: 'j0', 2: 'j1' } },
  'bodyctrl_msgs/MotorStatusMsg1': { partIds: { 1: 'j0', 2: 'j1' } },
  'sensor_msgs/BatteryState': { cellCount: 2, sensorCount: 2 },
  'sensor_msgs/JointState': { effort: 'torqueNm', joinBy: 'index' },
  'control_msgs/JointTrajectoryControllerState': { feedback: true },
};

function bound(name: string) {
  const type = messageType(name);
  if (type === undefined) throw new Error(name);
  return bindType(type, needed[name] ?? {}).decoder;
}

/** Stands for a message within the message. */
const nested = Symbol('nested');

/** A message that has every field anybody asks for: the values in turn, over and over. */
function anyMessage(values: readonly unknown[]): RosMessage {
  const fields = new Map<string, unknown>();
  const made = (value: unknown): unknown => {
    if (value === nested) return message;
    return Array.isArray(value) ? value.map(made) : value;
  };
  const heldBy = (field: string): unknown => {
    if (!fields.has(field)) fields.set(field, made(values[fields.size % values.length]));
    return fields.get(field);
  };
  const message: RosMessage = new Proxy(
    {},
    { get: (_, field) => (typeof field === 'string' ? heldBy(field) : undefined), has: (_, field) => typeof field === 'string' },
  );
  return message;
}

const plain = fc.oneof(
  fc.integer({ min: -3, max: 300 }),
  fc.double(),
  fc.constantFrom<unknown>(null, undefined, true, false, Number.NaN, Infinity, 1n, 2n ** 70n, '', 'j0', 'AAAA', '\u0002', nested),
  fc.string(),
);
const listed = fc.oneof(
  fc.array(plain, { maxLength: 8 }),
  fc.constantFrom<unknown>(['j0', 'j1'], [nested, nested], Float64Array.of(1, Number.NaN), Float32Array.of(0.1, -9), BigInt64Array.of(7n)),
  fc.array(plain, { maxLength: 3 }).map((list) => [list, list]),
);
const values = fc.array(fc.oneof(plain, listed), { minLength: 1, maxLength: 12 });

/** Good cells of a frame that cannot be true. */
function falselyGood({ layout, values: cells, quality: codes }: Frame): string[] {
  return layout.signals.flatMap((signal, row) =>
    layout.parts.flatMap((part, column) => {
      const cell = row * layout.parts.length + column;
      const [low = Number.NaN, high = Number.NaN] = signalSpec(layout.component, signal)?.range ?? [];
      const value = cells[cell] ?? Number.NaN;
      return codes[cell] !== quality.good || (value >= low && value <= high) ? [] : [`${signal} ${part} ${value}`];
    }),
  );
}

function checkingSink(known: readonly unknown[]): DecodedSink {
  return {
    frame: (frame) => {
      expect(falselyGood(frame)).toEqual([]);
      expect(known).toContain(frame.layout);
      return true;
    },
    message: (message) => {
      expect(['fault', 'safety', 'mode', 'condition', 'behaviour', 'witness']).toContain(message.kind);
      return true;
    },
    flaw: ({ code, text }) => {
      expect(code).toMatch(/^ros-messages\/[a-z0-9-]+$/);
      expect(text.length).toBeLessThan(500);
      return true;
    },
  };
}

describe('the message types', () => {
  it('are found by package and type, as a profile writes them', () => {
    for (const name of names) {
      expect(name).toMatch(/^[a-z][a-z0-9_]*\/[A-Za-z0-9]+$/);
      expect(messageType(name)?.name).toBe(name);
    }
    expect(messageType('sensor_msgs/msg/JointState')).toBeUndefined();
    expect(messageType('toString')).toBeUndefined();
  });

  it('are listed once each, in order', () => {
    expect(names).toEqual([...new Set(names)].sort());
    expect(names).toEqual(
      expect.arrayContaining(['sensor_msgs/JointState', 'sensor_msgs/BatteryState', 'diagnostic_msgs/DiagnosticArray']),
    );
  });
});

const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8').split('\n');

describe.each(names)('%s', (name) => {
  it('has a row in the README that names its options, and no others', () => {
    const row = readme.find((line) => line.startsWith(`| \`${name}\` |`)) ?? '';
    const options = row.split('|')[2] ?? '';
    expect(row).not.toBe('');
    expect([...options.matchAll(/`(\w+)`/g)].map((match) => match[1]).sort()).toEqual(
      Object.keys(messageType(name)?.optionsSchema.properties ?? {}).sort(),
    );
  });

  it('declares layouts of signals that exist, no faster than the plan', () => {
    for (const { component, parts, signals, periodMs, sourceId } of bound(name).layouts) {
      expect(signals.filter((signal) => signalSpec(component, signal) === undefined)).toEqual([]);
      expect(new Set(parts).size).toBe(parts.length);
      expect(parts.length).toBeGreaterThan(0);
      expect(sourceId).toBe('ros');
      expect(periodMs).toBeGreaterThanOrEqual(100);
    }
  });

  it('never throws, and no good cell is out of range, whatever the fields hold (property)', () => {
    const decoder = bound(name);
    const sink = checkingSink(decoder.layouts);
    let nowMs = 0;
    fc.assert(
      fc.property(values, fc.nat(3000), (held, stepMs) => {
        nowMs += stepMs;
        decoder.decode(anyMessage(held), timeAt(nowMs), sink);
      }),
      { numRuns: 60 },
    );
  });

  it('takes a message without any field (property of nothing)', () => {
    const decoder = bound(name);
    expect(() => decoder.decode({}, timeAt(0), checkingSink(decoder.layouts))).not.toThrow();
  });
});

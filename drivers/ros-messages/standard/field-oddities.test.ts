import { describe, expect, it } from 'vitest';
import { isUnknown } from '../../../agent/contract/unknown.ts';
import { countByCode } from '../../../tests/support/recording-sink.ts';
import { bindType, bothHeaders } from '../../../tests/support/ros-fixture.ts';
import type { MessageType } from '../decoding/message-type.ts';
import { batteryState } from './battery-state.ts';
import { diagnosticArray } from './diagnostic-array.ts';
import { imu } from './imu.ts';
import { jointState } from './joint-state.ts';

interface Oddity {
  readonly seen: string;
  readonly type: MessageType;
  /** The message as JSON on the wire, without its header. */
  readonly wire: string;
  /** The cell it concerns, and what it reads as; `unknown` for any reason. */
  readonly cell: string;
  readonly reads: number | 'unknown';
  readonly counted: string;
}

const pack = (fields: string) => `{"voltage":48.5,"power_supply_health":1,${fields}}`;
const arm = (fields: string) => `{"name":["j0","j1"],${fields}}`;
const battery = (seen: string, fields: string, rest: Pick<Oddity, 'cell' | 'reads' | 'counted'>) => ({
  seen,
  type: batteryState,
  wire: pack(fields),
  ...rest,
});
const joints = (seen: string, fields: string, rest: Pick<Oddity, 'cell' | 'reads' | 'counted'>) => ({
  seen,
  type: jointState,
  wire: arm(fields),
  ...rest,
});

const enumCode = 'ros-messages/enum-out-of-range';
const oddities: readonly Oddity[] = [
  battery('percentage 8', '"percentage":8', {
    cell: 'stateOfChargeRatio pack',
    reads: 'unknown',
    counted: 'ros-messages/percentage-out-of-range',
  }),
  battery('technology 10', '"power_supply_technology":10', { cell: 'voltageV pack', reads: 48.5, counted: enumCode }),
  battery('power supply status 9', '"power_supply_status":9', { cell: 'voltageV pack', reads: 48.5, counted: enumCode }),
  battery('a widened float32', '"current":-2.0999999046325684', {
    cell: 'currentA pack',
    reads: -2.1,
    counted: 'ros-messages/float32-widened',
  }),
  battery('a charge that flows against its status', '"current":2.5,"power_supply_status":2', {
    cell: 'currentA pack',
    reads: 2.5,
    counted: 'ros-messages/current-sign-doubtful',
  }),
  joints('an empty array', '"position":[1,2],"velocity":[]', {
    cell: 'velocityRadPerS j0',
    reads: 'unknown',
    counted: 'ros-messages/array-unfilled',
  }),
  joints('a null position', '"position":[null,2],"velocity":[0,0]', {
    cell: 'positionRad j0',
    reads: 'unknown',
    counted: 'ros-messages/value-not-a-number',
  }),
  joints('an array of another length', '"position":[1,2],"velocity":[0]', {
    cell: 'velocityRadPerS j0',
    reads: 'unknown',
    counted: 'ros-messages/array-length-unequal',
  }),
  {
    seen: 'a quaternion of zeros',
    type: imu,
    wire: '{"orientation":{"x":0,"y":0,"z":0,"w":0},"linear_acceleration":{"x":0,"y":0,"z":9.8}}',
    cell: 'rollRad body',
    reads: 'unknown',
    counted: 'ros-messages/orientation-is-no-rotation',
  },
];

describe.each(bothHeaders)('what was seen in the field, over %s', (_, header) => {
  it.each(oddities)('$seen reads as $reads, and is counted', ({ type, wire, cell, reads, counted }) => {
    const { decode, sink } = bindType(type);
    decode({ header, ...JSON.parse(wire) });
    const value = sink.frames[0]?.cells[cell];
    expect(isUnknown(value) ? 'unknown' : value).toBe(reads);
    expect(countByCode(sink.flaws)[counted]).toBe(1);
  });

  it('a level of STALE is counted and is no fault', () => {
    const { decode, sink } = bindType(diagnosticArray);
    decode({ header, ...JSON.parse('{"status":[{"level":3,"name":"camera","message":"","hardware_id":""}]}') });
    expect(sink.messages).toEqual([]);
    expect(countByCode(sink.flaws)).toEqual({ 'ros-messages/diagnostic-stale': 1 });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collect } from '../../tests/support/serial-frames.ts';
import { dalyModbusFormat } from './daly/daly-modbus-format.ts';
import { type DalyModbusBlock, dalyModbusBlocks, dalyModbusRequest } from './daly/daly-modbus-request.ts';
import { dalyUartFormat } from './daly/daly-uart-format.ts';
import { type DalyHost, type DalyUartCommand, dalyUartCommands, dalyUartRequest } from './daly/daly-uart-request.ts';
import { dynamixelFormat } from './dynamixel/dynamixel-format.ts';
import {
  type DynamixelBlock,
  dynamixelBlocks,
  dynamixelBulkRead,
  dynamixelPing,
  dynamixelRead,
  dynamixelSyncRead,
} from './dynamixel/dynamixel-request.ts';
import { jbdFormat } from './jbd/jbd-format.ts';
import { type JbdRegister, jbdRegisters, jbdRequest } from './jbd/jbd-request.ts';
import type { RegisterTable } from './modbus/read-request.ts';
import { rtuFormat } from './modbus/rtu-format.ts';
import { rtuRequest } from './modbus/rtu-request.ts';

/*
 * No byte sequence a builder emits is a write of its protocol. Builders are also called against their types, because a
 * configuration that slipped past its check must not turn a read into a write.
 */
const wrong = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.constantFrom('constructor', '__proto__', 'toString', '', undefined, null),
);
const nameOf = <T extends string>(table: Readonly<Record<T, unknown>>): fc.Arbitrary<T> =>
  fc.oneof(fc.constantFrom(...(Object.keys(table) as T[])), wrong as fc.Arbitrary<unknown> as fc.Arbitrary<T>);
const options = { numRuns: 5000 };

/** What a call emits: bytes, or none because it was refused. */
function emitted(build: () => Uint8Array): Uint8Array {
  try {
    return build();
  } catch {
    return new Uint8Array();
  }
}

describe('no request is a write', () => {
  it('JBD: marker A5, never 5A, and no content', () => {
    fc.assert(
      fc.property(nameOf<JbdRegister>(jbdRegisters), (register) => {
        const bytes = emitted(() => jbdRequest(register));
        expect(bytes.length).toBe(Object.hasOwn(jbdRegisters, register) ? 7 : 0);
        if (bytes.length > 0) expect([bytes[0], bytes[1], bytes[3]]).toEqual([0xdd, 0xa5, 0]);
      }),
      options,
    );
  });

  it('Daly UART: commands 0x90…0x98 only, and eight bytes of nothing', () => {
    const readCommands: readonly number[] = Object.values(dalyUartCommands);
    expect(readCommands.every((command) => command >= 0x90 && command <= 0x98)).toBe(true);
    fc.assert(
      fc.property(nameOf<DalyUartCommand>(dalyUartCommands), nameOf<DalyHost>({ wire: 0, bluetooth: 0 }), (command, host) => {
        const bytes = emitted(() => dalyUartRequest(command, host));
        expect(bytes.length).toBe(Object.hasOwn(dalyUartCommands, command) ? 13 : 0);
        if (bytes.length === 0) return;
        expect(readCommands).toContain(bytes[2]);
        expect([...bytes.subarray(3, 12)]).toEqual([8, 0, 0, 0, 0, 0, 0, 0, 0]);
      }),
      options,
    );
  });

  it('Daly Modbus: function 3 only', () => {
    fc.assert(
      fc.property(nameOf<DalyModbusBlock>(dalyModbusBlocks), (block) => {
        const bytes = emitted(() => dalyModbusRequest(block));
        expect(bytes.length).toBe(Object.hasOwn(dalyModbusBlocks, block) ? 8 : 0);
        if (bytes.length > 0) expect(bytes[1]).toBe(0x03);
      }),
      options,
    );
  });

  it('Dynamixel: instructions ping, read, sync read and bulk read only', () => {
    const id = fc.oneof(fc.integer({ min: -300, max: 600 }), fc.double());
    const block = nameOf<DynamixelBlock>(dynamixelBlocks);
    const question = fc.record({ id, block });
    fc.assert(
      fc.property(fc.array(question, { maxLength: 70 }), question, (questions, one) => {
        const ids = questions.map((each) => each.id);
        const requests = [
          emitted(() => dynamixelPing(one.id)),
          emitted(() => dynamixelRead(one)),
          emitted(() => dynamixelSyncRead(ids, one.block)),
          emitted(() => dynamixelBulkRead(questions)),
        ];
        for (const bytes of requests.filter(({ length }) => length > 0)) expect([0x01, 0x02, 0x82, 0x92]).toContain(bytes[7]);
      }),
      options,
    );
  });

  it('Modbus RTU: functions 3 and 4 only, and five bytes behind the unit', () => {
    const table = nameOf<RegisterTable>({ holding: 0, input: 0 });
    const number = fc.oneof(fc.integer({ min: -300, max: 70_000 }), fc.double());
    fc.assert(
      fc.property(table, fc.tuple(number, number, number), (name, [at, count, unitId]) => {
        const bytes = emitted(() => rtuRequest({ table: name, at, count }, unitId));
        if (bytes.length === 0) return;
        expect(bytes).toHaveLength(8);
        expect([0x03, 0x04]).toContain(bytes[1]);
      }),
      options,
    );
  });

  it('and each is one whole packet of its protocol: nothing is hidden behind it', () => {
    const ids = Array.from({ length: 64 }, (_, id) => id);
    const requests = [
      ...(Object.keys(jbdRegisters) as JbdRegister[]).map((name) => [jbdFormat, jbdRequest(name)] as const),
      ...(Object.keys(dalyUartCommands) as DalyUartCommand[]).map((name) => [dalyUartFormat, dalyUartRequest(name)] as const),
      ...(Object.keys(dalyModbusBlocks) as DalyModbusBlock[]).map((name) => [dalyModbusFormat, dalyModbusRequest(name)] as const),
      ...(['holding', 'input'] as const).map((table) => [rtuFormat, rtuRequest({ table, at: 0x30, count: 4 }, 9)] as const),
      ...(Object.keys(dynamixelBlocks) as DynamixelBlock[]).flatMap((block) => [
        [dynamixelFormat, dynamixelSyncRead(ids, block)] as const,
        [dynamixelFormat, dynamixelBulkRead(ids.map((id) => ({ id, block })))] as const,
      ]),
    ];
    expect(requests.length).toBeGreaterThan(30);
    for (const [format, bytes] of requests) {
      expect(collect(format, bytes).counts).toMatchObject({ echoCount: 1, frameCount: 0, discardedBytes: 0 });
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeMbapRead } from '../../modbus/protocols/mbap-framer.ts';
import { type RegisterBlock, registersMax } from './read-request.ts';
import { rtuRequest } from './rtu-request.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Every function that makes bytes for the wire, and where the function code stands in them. */
const builders = [
  {
    name: 'encodeMbapRead',
    functionAt: 7,
    bytes: 12,
    build: (block: RegisterBlock, unitId: number) => encodeMbapRead(block, { transactionId: 1, unitId }),
  },
  { name: 'rtuRequest', functionAt: 1, bytes: 8, build: (block: RegisterBlock, unitId: number) => rtuRequest(block, unitId) },
];

const anything = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(3, 4, 5, 6, 15, 16, 0xffff, 0x10000, -1));
const anyTable = fc.oneof(fc.constantFrom('holding', 'input', 'coil', '__proto__', 'constructor', '6', '16'), fc.string());

describe('requests', () => {
  it.each([
    ['010300000001840a', { table: 'holding', at: 0, count: 1 }],
    ['01030001000815cc', { table: 'holding', at: 1, count: 8 }],
    ['0103010e0006a5f7', { table: 'holding', at: 270, count: 6 }],
  ] as const)('are the captured %s over RTU', (bytes, block) => {
    expect(hex(rtuRequest(block, 1))).toBe(bytes);
  });

  it('are twelve bytes over TCP: transaction, protocol 0, length 6, unit, function, address, count', () => {
    const block = { table: 'input', at: 340, count: 48 } as const;
    expect(hex(encodeMbapRead(block, { transactionId: 0xabcd, unitId: 17 }))).toBe('abcd00000006110401540030');
  });

  it.each(builders)('of $name are reads whatever is asked, or are refused', ({ build, functionAt, bytes }) => {
    let builtCount = 0;
    fc.assert(
      fc.property(anyTable, fc.tuple(anything, anything, anything), (table, [at, count, unitId]) => {
        try {
          const request = build({ table: table as 'holding', at, count }, unitId);
          builtCount++;
          expect([3, 4]).toContain(request[functionAt]);
          expect(request).toHaveLength(bytes);
        } catch (error) {
          expect(error).toHaveProperty('code', 'serial-protocols/unbuildable-request');
        }
      }),
      { numRuns: 5000 },
    );
    expect(builtCount).toBeGreaterThan(0);
  });

  it.each(builders)('of $name carry the address and the count that were asked', ({ build, functionAt }) => {
    const block = fc.record({
      table: fc.constantFrom('holding' as const, 'input' as const),
      at: fc.integer({ min: 0, max: 65_535 - registersMax }),
      count: fc.integer({ min: 1, max: registersMax }),
    });
    fc.assert(
      fc.property(block, fc.integer({ min: 1, max: 247 }), (asked, unitId) => {
        const request = build(asked, unitId);
        const view = new DataView(request.buffer);
        expect(request[functionAt]).toBe(asked.table === 'holding' ? 3 : 4);
        expect([view.getUint16(functionAt + 1), view.getUint16(functionAt + 3)]).toEqual([asked.at, asked.count]);
      }),
    );
  });

  it('never go to the broadcast unit of a serial bus', () => {
    expect(() => rtuRequest({ table: 'holding', at: 0, count: 1 }, 0)).toThrow('unit 0 is not in 1…247');
  });

  it('never reach past the last register', () => {
    const at = (count: number) => () => rtuRequest({ table: 'holding', at: 65_535, count }, 1);
    expect(at(1)).not.toThrow();
    expect(at(2)).toThrow('no such registers');
  });
});

import { describe, expect, it } from 'vitest';
import { keepsBar } from '../bench/scenario.ts';
import { hasSocat, socatAbsence } from '../support/serial-pty.ts';
import { soakSerial } from './soak-serial.ts';

describe.skipIf(!hasSocat)(`the soak of serial buses${socatAbsence}`, () => {
  it('takes no wrong value from servos and a pack with one byte in a hundred wrong, and counts what it lost', async () => {
    const told: string[] = [];
    const figures = await soakSerial(3, (line) => told.push(line));
    const figureOf = (name: string): number => figures.find((figure) => figure.name === name)?.value ?? Number.NaN;
    expect(figures.filter((figure) => keepsBar(figure) === false)).toEqual([]);
    expect(figures.filter((figure) => keepsBar(figure))).toHaveLength(4);
    expect(figureOf('servos, values right')).toBeGreaterThan(figureOf('servos, values missing'));
    expect(figureOf('servos, values missing')).toBeGreaterThan(0);
    expect(figureOf('servos, answers damaged')).toBeGreaterThan(50);
    expect(figureOf('servos, serial/answer-incomplete')).toBeGreaterThan(0);
    expect(figureOf('pack, values right')).toBeGreaterThan(0);
    expect(told.some((line) => line.startsWith('servos: 1 s'))).toBe(true);
  }, 20_000);
});

import { describe, expect, it } from 'vitest';
import { profileSchema } from '../../agent/contract/profile.ts';
import { codeTable, codeTableNames } from './code-tables.ts';

const names = codeTableNames();

describe('the code tables', () => {
  it('are found by code space and version, and by nothing else', () => {
    expect(codeTable('ur.safety_mode@1')).toMatchObject({ codeSpace: 'ur.safety_mode', version: 1 });
    expect(codeTable('ur.safety_mode@2')).toBeUndefined();
    expect(codeTable('ur.safety_mode')).toBeUndefined();
  });

  it('are listed once each, in order', () => {
    expect(names).toEqual([...new Set(names)].sort());
    expect(names).toEqual(expect.arrayContaining(['fairino.main_code@1', 'franka.errors@1', 'xarm.controller_error@1']));
  });

  it.each(names)('%s can be named by a profile', (name) => {
    expect(name).toMatch(new RegExp(profileSchema.properties.codeTables.items.pattern));
  });

  it.each(names)('%s says where its codes were read, and every code by whole numbers from 0', (name) => {
    const table = codeTable(name);
    expect(table?.source.length).toBeGreaterThan(10);
    const keys = Object.keys(table?.codes ?? {}).map(Number);
    expect(keys.every((key) => Number.isInteger(key) && key >= 0 && (table?.form !== 'bits' || key < 32))).toBe(true);
  });

  it.each(names)('%s has a text of its own for every code', (name) => {
    const texts = Object.values(codeTable(name)?.codes ?? {}).map(({ text }) => text);
    expect(texts.every((text) => text.trim() === text && text.length > 1)).toBe(true);
  });
});

import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { tariffWith } from '../../tests/support/tariff-fixture.ts';
import { openStore } from './open-store.ts';
import { storeSchemaSql, storeVersion } from './store-schema.ts';
import { TariffTable } from './tariff-table.ts';

const archived = (change: Parameters<typeof tariffWith>[0] = {}) => {
  const { sha256, canonical, tariff } = tariffWith(change);
  return { sha256, name: tariff.name, version: tariff.version, document: canonical, archivedMs: 5 };
};

describe('the archive of tariffs', () => {
  it('keeps every version, superseded ones too, and finds each by its hash', () => {
    const { tariffs } = openStore(':memory:', { mayCreate: true });
    const [first, second] = [archived(), archived({ version: 2, gamma: 0.5 })];
    expect([tariffs.archive(second), tariffs.archive(first), tariffs.archive({ ...first, archivedMs: 9 })]).toEqual([true, true, false]);
    expect(tariffs.named('illustrative-unpriced')).toEqual([first, second]);
    expect(tariffs.find(first.sha256)).toEqual(first);
    expect(tariffs.find('sha256:other')).toBeUndefined();
    expect(tariffs.names()).toEqual(['illustrative-unpriced']);
  });

  it('never takes another document under a version that priced something', () => {
    const { tariffs } = openStore(':memory:', { mayCreate: true });
    tariffs.archive(archived());
    expect(() => tariffs.archive(archived({ gamma: 0.5 }))).toThrow(expect.objectContaining({ code: 'receiver/tariff-changed' }));
    expect(tariffs.named('illustrative-unpriced')).toHaveLength(1);
  });

  it('is added to a store that a version without it wrote', () => {
    const database = new Database(':memory:');
    database.exec(storeSchemaSql.replace(/CREATE TABLE IF NOT EXISTS tariff[\s\S]*$/, ''));
    database.exec(storeSchemaSql);
    expect(new TariffTable(database).names()).toEqual([]);
    expect(storeVersion).toBeGreaterThanOrEqual(2);
  });
});

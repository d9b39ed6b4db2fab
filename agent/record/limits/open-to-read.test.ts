import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchDirectory } from '../../../tests/support/replayed.ts';
import { Ledger } from '../ledger.ts';
import { openToRead } from './open-to-read.ts';

describe('a second look at a ledger', () => {
  it('reads it and changes nothing', () => {
    const path = join(scratchDirectory('reading'), 'ledger.sqlite');
    const ledger = new Ledger({ path, epoch: 0, agentId: 'a', origin: 'simulation', identity: {} });
    const reading = openToRead(path);
    expect(reading.prepare('SELECT count(*) AS count FROM record').get()).toEqual({ count: 0 });
    expect(() => reading.exec('DELETE FROM state')).toThrow('readonly');
    reading.close();
    ledger.close();
  });

  it('makes no ledger where there is none', () => {
    expect(() => openToRead(join(scratchDirectory('reading'), 'absent.sqlite'))).toThrow('unable to open');
  });
});

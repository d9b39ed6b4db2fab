import { describe, expect, it } from 'vitest';
import { newStates, quietWindow } from '../../tests/support/desk-fixture.ts';
import { timeAt } from '../../tests/support/telemetry.ts';
import { recentChanges, VersionDesk } from './version-desk.ts';

const start = (desk: VersionDesk, versions: Record<string, string>) => desk.start({ time: timeAt(0), before: undefined, versions }).entries;

describe('versions of what runs here', () => {
  it('are compared with those of the run before; the very first run changes nothing', () => {
    const desk = new VersionDesk({ states: newStates() });
    expect(start(desk, { agent: '1.0', profile: 'sha256:a' })).toEqual([]);
    expect(start(desk, { agent: '1.0', profile: 'sha256:a' })).toEqual([]);
    expect(start(desk, { agent: '1.1', profile: 'sha256:a' })).toMatchObject([
      { type: 'version.changed', urgent: true, data: { what: 'agent', from: '1.0', to: '1.1' } },
    ]);
  });

  it.each(['referenceModel', 'anomalyModel', 'riskModel'])('say model.changed of %s', (what) => {
    const desk = new VersionDesk({ states: newStates() });
    start(desk, { [what]: 'a' });
    expect(start(desk, { [what]: 'b' })).toMatchObject([{ type: 'model.changed', data: { what, from: 'a', to: 'b' } }]);
  });

  it('say what came and what went', () => {
    const desk = new VersionDesk({ states: newStates() });
    start(desk, { agent: '1', description: 'd' });
    expect(start(desk, { agent: '1', policy: 'p' }).map(({ data }) => [data.what, data.from, data.to])).toEqual([
      ['description', 'd', null],
      ['policy', null, 'p'],
    ]);
  });

  it('stay near events for 50 operating hours, however long the robot rests', () => {
    const states = newStates();
    const desk = new VersionDesk({ states });
    start(desk, { agent: '1' });
    start(desk, { agent: '2' });
    desk.window(quietWindow(1000, 0));
    desk.window(quietWindow(1000, 180_000_000));
    expect(recentChanges(states.versions)).toEqual(['agent']);
    desk.window(quietWindow(1000, 1));
    expect(recentChanges(states.versions)).toEqual([]);
  });

  it('are nothing where nobody says them', () => {
    const desk = new VersionDesk({ states: newStates() });
    expect(desk.start({ time: timeAt(0), before: undefined, versions: null }).entries).toEqual([]);
    expect(desk.start({ time: timeAt(0), before: undefined }).entries).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { newStates, quietWindow } from '../../tests/support/desk-fixture.ts';
import { timeAt } from '../../tests/support/telemetry.ts';
import { restartDesks } from './desk-states.ts';
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

  it('begin their 50 hours anew when they change again, each by itself, and end them apart', () => {
    const states = newStates();
    const desk = new VersionDesk({ states });
    start(desk, { agent: '1', profile: 'a' });
    start(desk, { agent: '2', profile: 'b' });
    desk.window(quietWindow(1000, 100_000_000));
    start(desk, { agent: '3', profile: 'b' });
    expect(states.versions.operatedSinceMs).toEqual({ agent: 0, profile: 100_000_000 });
    desk.window(quietWindow(1000, 80_000_001));
    expect(recentChanges(states.versions)).toEqual(['agent']);
  });

  it('survive a restart of the process, with the time since each change', () => {
    const states = newStates();
    start(new VersionDesk({ states }), { agent: '1' });
    start(new VersionDesk({ states }), { agent: '2' });
    new VersionDesk({ states }).window(quietWindow(1000, 500));
    expect(restartDesks(states).versions).toEqual({ known: { agent: '2' }, operatedSinceMs: { agent: 500 } });
  });

  it('are compared up to a limit, however many there are', () => {
    const desk = new VersionDesk({ states: newStates() });
    const many = (word: string) => Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`part ${index}`, word]));
    start(desk, many('a'));
    expect(start(desk, many('b'))).toHaveLength(64);
  });

  it('are nothing where nobody says them', () => {
    const desk = new VersionDesk({ states: newStates() });
    expect(desk.start({ time: timeAt(0), before: undefined, versions: null }).entries).toEqual([]);
    expect(desk.start({ time: timeAt(0), before: undefined }).entries).toEqual([]);
  });
});

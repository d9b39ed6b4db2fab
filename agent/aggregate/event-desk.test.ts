import { describe, expect, it } from 'vitest';
import {
  behaviourAt,
  endAt,
  eventAt,
  faultAt,
  hashOf,
  modeAt,
  newStates,
  quietWindow,
  safetyAt,
  temperatureWindow,
} from '../../tests/support/desk-fixture.ts';
import { timeAt } from '../../tests/support/telemetry.ts';
import type { Message } from '../contract/message.ts';
import type { TimePoint } from '../contract/time.ts';
import { BehaviourDesk } from './behaviour-desk.ts';
import { type DeskStates, restartDesks } from './desk-states.ts';
import { EventDesk } from './event-desk.ts';
import type { PerilIndicator } from './peril-indicators.ts';

const ratings = { motorTemperatureMaxC: 80, ambientMinC: 0, ambientMaxC: 40 };

/** Both desks in their order, and the records they gave. */
function open(states: DeskStates = newStates()) {
  const desk = new EventDesk({ states, profile: { ratings }, hashOf });
  const behaviour = new BehaviourDesk({ states, hashOf });
  const say = (message: Message): void => {
    desk.message(message);
    behaviour.message(message);
  };
  return { states, desk, say };
}

/** What an event at ten seconds is consistent with, after what `before` and `after` say. */
function indicatorsOf(before: readonly Message[], after: readonly Message[] = [], eventClass = 'protectiveStop'): PerilIndicator[] {
  const { desk, say } = open();
  before.forEach(say);
  desk.event(eventAt(10_000, eventClass));
  after.forEach(say);
  const { entries } = desk.window(quietWindow(15_000, 1000), timeAt(15_000));
  expect(entries).toHaveLength(1);
  expect(entries[0]).toMatchObject({ type: 'event.indicators', data: { eventClass, sourceId: 'arm', startedMonoMs: 10_000 } });
  return entries[0]?.data.perilIndicators as unknown as PerilIndicator[];
}

/** An indicator that stands in no record: the desk alone writes none. */
const seen = (indicator: string, ...evidence: string[]) => ({ indicator, evidence, records: [] });
const names = (found: readonly PerilIndicator[]): string[] => found.map(({ indicator }) => indicator);

describe('B6: what an event is consistent with', () => {
  it('is undetermined where nothing was seen', () => {
    expect(indicatorsOf([])).toEqual([seen('unknown')]);
  });

  it.each([
    ['mechanical', 'collision'],
    ['mechanical', 'followingError'],
    ['electrical', 'undervoltage'],
    ['electrical', 'battery'],
    ['thermal', 'overTemperature'],
    ['network', 'communication'],
  ])('%s: a fault of category %s within five seconds, with its code', (indicator, category) => {
    const expected = [seen(indicator, `fault test:${category} joint elbow`)];
    expect(indicatorsOf([faultAt(5000, category)])).toEqual(expected);
    expect(indicatorsOf([], [faultAt(15_000, category)])).toEqual(expected);
  });

  it('is not told by a fault further away, a healed one, or one whose category says nothing', () => {
    const far = [faultAt(4999, 'collision')];
    expect(names(indicatorsOf(far, [faultAt(15_001, 'collision')]))).toEqual(['unknown']);
    expect(names(indicatorsOf([{ ...faultAt(9000, 'collision'), active: false }, faultAt(9000, 'other')]))).toEqual(['unknown']);
  });

  it('may be several things at once, in a fixed order', () => {
    const found = indicatorsOf([faultAt(8000, 'overTemperature'), faultAt(9000, 'communication')], [faultAt(11_000, 'collision')]);
    expect(names(found)).toEqual(['mechanical', 'thermal', 'network']);
  });

  it('electrical: the supply changed', () => {
    expect(indicatorsOf([behaviourAt(0, { supply: 'mains' }), behaviourAt(9000, { supply: 'battery' })])).toEqual([
      seen('electrical', 'supply changed'),
    ]);
    expect(names(indicatorsOf([behaviourAt(9000, { supply: 'mains' })]))).toEqual(['unknown']);
  });

  it('thermal: a motor at its rating', () => {
    const { desk } = open();
    desk.window(temperatureWindow(9000, 'joint', { elbow: 80, wrist: 79, base: undefined }), timeAt(9000));
    desk.event(eventAt(10_000, 'fall'));
    const [entry] = desk.window(quietWindow(15_000, 0), timeAt(15_000)).entries;
    expect(entry?.data.perilIndicators).toEqual([seen('thermal', 'temperature of elbow at its rating')]);
  });

  it('environment: air outside the rating of the robot', () => {
    const { desk } = open();
    desk.window(temperatureWindow(9000, 'ambient', { hall: 41 }), timeAt(9000));
    desk.event(eventAt(10_000, 'limitTrip'));
    const [entry] = desk.window(quietWindow(15_000, 0), timeAt(15_000)).entries;
    expect(entry?.data.perilIndicators).toEqual([seen('environment', 'ambient temperature outside the rating')]);
  });

  it('network: a poor link, whenever it became poor', () => {
    expect(indicatorsOf([behaviourAt(0, { linkQualityRatio: 0.1 })])).toEqual([seen('network', 'linkQuality poor')]);
  });

  it('operatorAction: a person in control, a change by a person, a pressed stop nearby', () => {
    expect(indicatorsOf([modeAt(0, { controlSource: 'handGuided' })])).toEqual([seen('operatorAction', 'in control: handGuided')]);
    const changed = indicatorsOf([behaviourAt(0, { payload: 'A' })], [behaviourAt(12_000, { payload: 'B' })]);
    expect(changed).toEqual([seen('operatorAction', 'payload changed')]);
    const { desk } = open();
    desk.event(eventAt(8000, 'emergencyStop'));
    desk.event(eventAt(10_000, 'fall'));
    const found = desk.window(quietWindow(15_000, 0), timeAt(15_000)).entries.map(({ data }) => names(data.perilIndicators as never));
    expect(found).toEqual([['mechanical'], ['operatorAction']]);
  });

  it('softwareChange: a version that changed less than 50 operating hours ago, or a robot that is updating', () => {
    expect(indicatorsOf([modeAt(9000, { robotMode: 'updating' })])).toEqual([seen('softwareChange', 'robotMode updating')]);
    const { desk, states } = open();
    states.versions = { known: {}, operatedSinceMs: { profile: 0 } };
    desk.event(eventAt(10_000, 'fall'));
    const [entry] = desk.window(quietWindow(15_000, 0), timeAt(15_000)).entries;
    expect(entry?.data.perilIndicators).toEqual([seen('softwareChange', 'version of profile changed')]);
  });

  it('transport: a blow to a robot whose drives have no power', () => {
    const off = safetyAt(0, { drivesPowered: false });
    expect(indicatorsOf([off], [], 'impact')).toEqual([seen('transport', 'drives without power')]);
    expect(names(indicatorsOf([off], [], 'limitTrip'))).toEqual(['unknown']);
    expect(names(indicatorsOf([safetyAt(0, { drivesPowered: true })], [], 'impact'))).toEqual(['unknown']);
  });

  it('waits five seconds, and is told at a stop with what was seen so far', () => {
    const { desk } = open();
    desk.event(eventAt(10_000, 'fall'));
    expect(desk.window(quietWindow(14_000, 0), timeAt(14_000)).entries).toEqual([]);
    expect(desk.stop(timeAt(14_500)).entries).toMatchObject([{ type: 'event.indicators' }]);
    expect(desk.stop(timeAt(14_600)).entries).toEqual([]);
  });

  it('is bounded: events without end leave a bounded state and a bounded number of records', () => {
    const { desk, states } = open();
    const entries = Array.from({ length: 3000 }, (_, index) => {
      desk.event(eventAt(index * 1000, 'limitTrip'));
      desk.message(faultAt(index * 1000, `category ${index}`));
      return desk.window(quietWindow(index * 1000 + 1000, 1000), timeAt(index * 1000 + 1000)).entries;
    }).flat();
    expect(entries).toHaveLength(120);
    expect(states.events.pending.length).toBeLessThanOrEqual(32);
    expect(JSON.stringify(states.events).length).toBeLessThan(20_000);
  });
});

describe('a protective stop of a cold robot', () => {
  const boot = (ms: number, before?: TimePoint) => ({ time: timeAt(ms), before });

  /** A robot that booted at 0 with its elbow this cold, stopped at `ms`. */
  function stopAt(ms: number, elbowC: number, eventClass = 'protectiveStop') {
    const { desk } = open();
    desk.start(boot(1000));
    desk.window(temperatureWindow(ms - 500, 'joint', { elbow: elbowC, wrist: 30 }), timeAt(ms - 500));
    return desk.event(eventAt(ms, eventClass));
  }

  it('counts in no class and says which joint was cold', () => {
    const data = { eventClass: 'protectiveStop', sourceId: 'arm', part: 'elbow', temperatureC: 20.9, poweredMs: 60_000 };
    expect(stopAt(60_000, 20.9)).toMatchObject({ isCounted: false, entries: [{ type: 'event.coldStart', urgent: true, data }] });
  });

  it.each([
    { when: 'at 21 °C', ms: 60_000, elbowC: 21, eventClass: 'protectiveStop' },
    { when: 'after a quarter of an hour', ms: 900_001, elbowC: 10, eventClass: 'protectiveStop' },
    { when: 'as an impact', ms: 60_000, elbowC: 10, eventClass: 'impact' },
    { when: 'as a pressed emergency stop', ms: 60_000, elbowC: 10, eventClass: 'emergencyStop' },
  ])('counts as ever $when', ({ ms, elbowC, eventClass }) => {
    expect(stopAt(ms, elbowC, eventClass)).toEqual({ entries: [] });
  });

  it('is one up to the last millisecond of the first quarter of an hour', () => {
    expect(stopAt(900_000, 10).isCounted).toBe(false);
  });

  it('counts as ever when nobody saw the power come on, or the temperature is old or unknown', () => {
    const restarted = open();
    restarted.desk.start(boot(60_000, timeAt(30_000)));
    restarted.desk.window(temperatureWindow(61_000, 'joint', { elbow: 5 }), timeAt(61_000));
    expect(restarted.desk.event(eventAt(62_000, 'protectiveStop'))).toEqual({ entries: [] });
    const old = open();
    old.desk.start(boot(0));
    old.desk.window(temperatureWindow(1000, 'joint', { elbow: 5 }), timeAt(1000));
    expect(old.desk.event(eventAt(62_000, 'protectiveStop'))).toEqual({ entries: [] });
    expect(open().desk.event(eventAt(1000, 'protectiveStop'))).toEqual({ entries: [] });
  });

  it('knows power-on from a robot that says it boots, on a host that is up for long', () => {
    const { desk, say } = open();
    desk.start(boot(5_000_000));
    say(modeAt(5_001_000, { robotMode: 'booting' }));
    desk.window(temperatureWindow(5_010_000, 'joint', { elbow: 5 }), timeAt(5_010_000));
    expect(desk.event(eventAt(5_011_000, 'protectiveStop')).entries[0]?.data).toMatchObject({ poweredMs: 10_000 });
  });

  it('is told again as consistent with the environment', () => {
    const { desk } = open();
    desk.start(boot(0));
    desk.window(temperatureWindow(1000, 'joint', { elbow: 5 }), timeAt(1000));
    desk.event(eventAt(2000, 'protectiveStop'));
    const [entry] = desk.stop(timeAt(3000)).entries;
    expect(entry?.data.perilIndicators).toEqual([seen('environment', 'cold joint elbow')]);
  });

  it('forgets what was measured against the clock of a process that ended', () => {
    const { states } = open();
    states.events = { ...states.events, surroundings: { ...states.events.surroundings, poweredSinceMs: 5 } };
    expect(restartDesks(states).events.surroundings.poweredSinceMs).toBeNull();
  });
});

describe('§3.9: stops that are reset too soon', () => {
  const clear = (desk: EventDesk, ms: number, durationMs: number) => desk.eventEnded(endAt(ms, 'protectiveStop', durationMs)).entries;

  it('are a finding from the third within an hour on, said once an hour', () => {
    const { desk } = open();
    const entries = [0, 1, 2, 3].map((index) => clear(desk, 1_000_000 + index * 60_000, 2999));
    expect(entries.map((found) => found.length)).toEqual([0, 0, 1, 0]);
    expect(entries[2]).toMatchObject([{ type: 'safety.autoReset', urgent: true, data: { sourceId: 'arm', resetCount: 3 } }]);
    expect([0, 1, 2].map((index) => clear(desk, 9_000_000 + index, 1).length)).toEqual([0, 0, 1]);
  });

  it('are none at three seconds, at two an hour, for another class, or where a restart took the duration', () => {
    const { desk } = open();
    expect([1, 2, 3, 4].flatMap((index) => clear(desk, index * 60_000, 3000))).toEqual([]);
    expect([1, 2, 3, 4].flatMap((index) => clear(desk, index * 60_000, 0))).toEqual([]);
    expect([1, 2, 3, 4].flatMap((index) => clear(desk, index * 1_800_001, 1000))).toEqual([]);
    expect(desk.eventEnded(endAt(7_300_000, 'safeguardStop', 1000)).entries).toEqual([]);
  });
});

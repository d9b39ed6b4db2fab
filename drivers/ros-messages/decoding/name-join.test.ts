import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RosTopic } from '../../../agent/contract/profile.ts';
import { recordingSink } from '../../../tests/support/recording-sink.ts';
import { twoJointProfile } from '../../../tests/support/telemetry.ts';
import { NameJoin, type NameJoinOptions } from './name-join.ts';

const topic: RosTopic = { topic: '/j', type: 'a/B', rateHz: 1, onChange: false, optional: false, unverified: false, decode: {} };
const joinWith = (options?: NameJoinOptions) => new NameJoin({ sourceId: 's', profile: twoJointProfile, topic, periodMs: 10 }, options);
const sink = recordingSink();

describe('a join by name', () => {
  it('says the joint of every entry', () => {
    expect([...joinWith().placesOf(['j1', 'x', 'j0'], sink)]).toEqual([1, -1, 0]);
  });

  it('is the same array until a name changes', () => {
    const join = joinWith();
    const places = join.placesOf(['j1', 'j0'], sink);
    expect(join.placesOf(['j1', 'j0'], sink)).toBe(places);
    expect([...join.placesOf(['j1', 'j0', 'j0'], sink)]).toEqual([1, 0, 0]);
    expect([...join.placesOf(['j1'], sink)]).toEqual([1]);
  });

  it('keeps its own copy of the names: a list that is reused and changed is a change', () => {
    const join = joinWith();
    const names = ['j0', 'j1'];
    join.placesOf(names, sink);
    names.reverse();
    expect([...join.placesOf(names, sink)]).toEqual([1, 0]);
  });

  it('reads no more entries than a robot has joints, and is not made anew for a longer list', () => {
    const join = joinWith();
    const names = Array.from({ length: 2000 }, () => 'j0');
    const places = join.placesOf(names, sink);
    expect(places).toHaveLength(512);
    expect(join.placesOf(names, sink)).toBe(places);
  });

  it('knows what it knows, whatever came before (property)', () => {
    const join = joinWith();
    const name = fc.oneof(fc.constantFrom<unknown>('j0', 'j1', 'constructor', null, 3), fc.string());
    fc.assert(
      fc.property(fc.array(name, { maxLength: 6 }), (names) => {
        const expected = names.map((each) => (each === 'j0' ? 0 : each === 'j1' ? 1 : -1));
        expect([...join.placesOf(names, sink)]).toEqual(expected);
      }),
    );
  });
});

describe('a join by index', () => {
  it('is the order of the profile, whatever the names', () => {
    const join = joinWith({ joinBy: 'index' });
    expect([...join.placesOf(['j1', 'x', 'j0'], sink)]).toEqual([0, 1]);
    expect([...join.placesOf(null, sink)]).toEqual([0, 1]);
    expect([join.isByIndex, joinWith().isByIndex]).toEqual([true, false]);
  });
});

import { describe, expect, it } from 'vitest';
import type { RosTopic } from '../../../agent/contract/profile.ts';
import { recordingSink } from '../../../tests/support/recording-sink.ts';
import { jointStates, profileWith, rosbridgeOptions, rosTopic } from '../../../tests/support/rosbridge-fixture.ts';
import { VirtualClock } from '../../../tests/support/virtual-clock.ts';
import { chooseTopics } from '../formats/choose-topics.ts';
import { openTopic } from './open-topic.ts';
import { askAgainMs, TopicWatch } from './topic-watch.ts';

const names = ['/quick', '/slow', '/other', '/last'];

/** A watch over these topics, in this order, and a way to let one speak. */
function watchOf(topics: readonly Partial<RosTopic>[], isGuess = false) {
  const options = rosbridgeOptions();
  const profile = profileWith(...topics.map((written, index) => rosTopic(names[index] ?? '/more', written)));
  const clock = new VirtualClock();
  const readers = chooseTopics(profile, options).chosen.flatMap(
    (chosen) => openTopic(chosen, options, { sourceId: 'arm', profile, clock }).reader,
  );
  for (const reader of readers) reader.begin(recordingSink());
  const watch = new TopicWatch({ readers, silenceMs: options.silenceMs, isGuess }, 0);
  const speak = (index: number): void => readers[index]?.take(jointStates(1));
  const look = (nowMs: number) => {
    const { askAgain, flaws, isOver } = watch.look(nowMs);
    return { askAgain: askAgain.map(({ chosen }) => chosen.topic.topic), silent: flaws.map(({ place }) => place), isOver };
  };
  return { watch, speak, look };
}

const calm = { askAgain: [], silent: [], isOver: false };

describe('a topic among others', () => {
  it('is asked for again after three seconds without a message, and named with its type, limit and what to do', () => {
    const { watch, speak } = watchOf([{}, {}]);
    for (let nowMs = 0; nowMs <= 3000; nowMs += 250) {
      speak(1);
      expect(watch.look(nowMs)).toEqual({ askAgain: [], flaws: [], isOver: false });
    }
    speak(1);
    const { flaws, askAgain, isOver } = watch.look(3250);
    expect(askAgain.map(({ chosen }) => chosen.topic.topic)).toEqual(['/quick']);
    expect(flaws).toEqual([
      {
        code: 'rosbridge/topic-silent',
        place: '/quick',
        text: 'sensor_msgs/JointState: nothing for 3000 ms; see that it is published under this name and type, and that the bridge may pass it on',
        discarded: false,
      },
    ]);
    expect(isOver).toBe(false);
  });

  it('is asked for again each minute, and named once until it has spoken', () => {
    const { speak, look } = watchOf([{}, {}]);
    const asked: number[] = [];
    const named: number[] = [];
    for (let nowMs = 0; nowMs <= 200_000; nowMs += 250) {
      speak(1);
      if (nowMs === 100_000) speak(0);
      const { askAgain, silent } = look(nowMs);
      if (askAgain.length > 0) asked.push(nowMs);
      if (silent.length > 0) named.push(nowMs);
    }
    expect(asked).toEqual([3250, 3250 + askAgainMs, 103_250, 103_250 + askAgainMs]);
    expect(named).toEqual([3250, 103_250]);
  });

  it('may be silent for three of its own periods', () => {
    const { speak, look } = watchOf([{}, { rateHz: 0.5 }]);
    for (let nowMs = 0; nowMs <= 6000; nowMs += 250) {
      speak(0);
      expect(look(nowMs)).toEqual(calm);
    }
    speak(0);
    expect(look(6250)).toEqual({ askAgain: ['/slow'], silent: ['/slow'], isOver: false });
  });

  it('that speaks on change is never called silent', () => {
    const { speak, look } = watchOf([{}, { onChange: true }]);
    for (let nowMs = 0; nowMs <= 600_000; nowMs += 1000) {
      speak(0);
      expect(look(nowMs)).toEqual(calm);
    }
  });

  it('that not every robot has is missed only after it has spoken', () => {
    const { speak, look } = watchOf([{}, { optional: true }]);
    speak(0);
    expect(look(3250)).toEqual({ askAgain: ['/slow'], silent: [], isOver: false });
    speak(1);
    expect(look(3500)).toEqual(calm);
    speak(0);
    expect(look(7000)).toEqual({ askAgain: ['/slow'], silent: ['/slow'], isOver: false });
  });
});

describe('a connection', () => {
  it('on which nothing ever comes is over after the limit of the slowest topic', () => {
    const { look, watch } = watchOf([{}, { rateHz: 0.5 }]);
    expect(look(3250)).toMatchObject({ isOver: false, askAgain: ['/quick'] });
    expect(look(6000)).toMatchObject({ isOver: false });
    expect(look(6250)).toEqual({ askAgain: [], silent: ['/slow'], isOver: true });
    expect(watch.hasHeard).toBe(false);
  });

  it('whose form of types is a guess is over after the limit of the quickest', () => {
    const { look } = watchOf([{}, { rateHz: 0.5 }], true);
    expect(look(3000).isOver).toBe(false);
    expect(look(3250).isOver).toBe(true);
  });

  it('that freezes is over after the limit of the quickest topic that spoke, and all of them are named in time', () => {
    const { speak, look, watch } = watchOf([{}, { rateHz: 0.1 }]);
    speak(0);
    speak(1);
    expect(look(250)).toEqual(calm);
    expect(look(3250).isOver).toBe(false);
    expect(look(3500)).toEqual({ askAgain: [], silent: ['/quick'], isOver: true });
    expect(watch.hasHeard).toBe(true);
  });

  it('on which only the slow topic goes on is kept', () => {
    const { speak, look } = watchOf([{}, { rateHz: 0.1 }]);
    for (let nowMs = 0; nowMs <= 120_000; nowMs += 250) {
      if (nowMs % 10_000 === 0) speak(1);
      expect(look(nowMs).isOver).toBe(false);
    }
  });

  it('with topics that speak on change only is never over', () => {
    const { look } = watchOf([{ onChange: true }, { onChange: true }]);
    expect(look(86_400_000)).toEqual(calm);
  });

  it('that stays silent after a message on change is over all the same', () => {
    const { speak, look } = watchOf([{ onChange: true }, {}]);
    speak(0);
    expect(look(250)).toEqual(calm);
    expect(look(3250)).toMatchObject({ isOver: false });
    expect(look(3500)).toMatchObject({ isOver: true });
  });

  it('without any topic for this generation is over at once', () => {
    expect(watchOf([]).look(250)).toEqual({ askAgain: [], silent: [], isOver: true });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../../agent/contract/errors.ts';
import { oddMessages, openTopic } from '../../../tests/support/open-topic.ts';
import { bindType } from '../../../tests/support/ros-fixture.ts';
import { twoJointProfile } from '../../../tests/support/telemetry.ts';
import { floatRatio } from './float-ratio.ts';

const speed = { means: 'speedOverride', unit: 'percent' };

describe('a ratio of the use', () => {
  it.each([
    [speed, 100, { speedOverrideRatio: 1 }],
    [speed, 30, { speedOverrideRatio: 0.3 }],
    [speed, 0, { speedOverrideRatio: 0 }],
    [speed, 100.000001, { speedOverrideRatio: 1 }],
    [{ means: 'speedOverride' }, 0.305, { speedOverrideRatio: 0.31 }],
    [{ means: 'linkQuality' }, 0.5, { linkQualityRatio: 0.5 }],
  ])('is what the profile names, in its unit: %j of %d', (decode, data, expected) => {
    const bound = bindType(floatRatio, decode);
    bound.decode({ data });
    expect(bound.sink.messages).toMatchObject([{ kind: 'behaviour', ...expected }]);
  });

  it('is said when it changes by a whole percent, and again after ten seconds', () => {
    const { decode, sink } = bindType(floatRatio, speed);
    [50, 50.2, 50.4, 50.6, 50.6].forEach((data, index) => {
      decode({ data }, index * 2);
    });
    decode({ data: 50.6 }, 10_006);
    expect(sink.messages.map((said) => ('speedOverrideRatio' in said ? said.speedOverrideRatio : undefined))).toEqual([0.5, 0.51, 0.51]);
  });

  it.each([[null], ['50'], [undefined], [-0.1], [100.1], [Number.NaN], [Number.POSITIVE_INFINITY]])(
    'of %j is counted and says nothing',
    (data) => {
      const { decode, sink } = bindType(floatRatio, speed);
      decode({ data });
      expect(sink.messages).toEqual([]);
      expect(sink.flaws).toMatchObject([{ code: 'ros-messages/field-missing' }]);
    },
  );

  it('shows no event and no readings', () => {
    const { decoder } = bindType(floatRatio, speed);
    expect([decoder.observable, decoder.layouts]).toEqual([[], []]);
  });

  it('without a meaning is refused, also by whoever does not check the schema', () => {
    expect(() => bindType(floatRatio)).toThrow();
    const topic = { topic: '/s', type: floatRatio.name, rateHz: 1, onChange: true, optional: false, unverified: false, decode: {} };
    expect(() => floatRatio.bind({ sourceId: 's', profile: twoJointProfile, periodMs: 1000, topic })).toThrow(ConfigError);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(oddMessages(['data']), (message) => {
        expect(openTopic(floatRatio, { decode: speed }).decode(message).frames).toEqual([]);
      }),
    );
  });
});

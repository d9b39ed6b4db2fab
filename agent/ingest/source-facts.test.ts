import { expect, it } from 'vitest';
import { fakeJoints, fakeSource } from '../../tests/support/fake-source.ts';
import { sourceFacts } from './source-facts.ts';

it('what the first record says of a source: who it is, what it can report, and its streams', () => {
  const source = fakeSource([]);
  const facts = sourceFacts({ sourceId: 'arm', driverName: 'fake', source });
  expect(facts).toEqual({
    sourceId: 'arm',
    driver: 'fake',
    identity: source.identity,
    reportable: [...source.observable],
    streams: [
      {
        component: fakeJoints.component,
        periodMs: fakeJoints.periodMs,
        parts: [...fakeJoints.parts],
        signals: [...fakeJoints.signals],
      },
    ],
  });
  expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
});

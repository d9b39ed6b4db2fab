import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LinkFailureKind } from './broker-link.ts';
import { ProtocolChoice } from './protocol-choice.ts';

const dayMs = 86_400_000;

describe('the choice of the MQTT version', () => {
  it('begins with 5 and stays there while it works', () => {
    const choice = new ProtocolChoice(dayMs);
    expect(choice.next(0)).toBe(5);
    choice.connected(5, 0);
    expect(choice.failed(5, 'closed')).toBe(false);
    expect(choice.next(1)).toBe(5);
  });

  it.each(['versionRefused', 'noConnack', 'protocolError'] as const)(
    'tries 3.1.1 at once after %s, and remembers that it worked',
    (kind) => {
      const choice = new ProtocolChoice(dayMs);
      expect(choice.failed(5, kind)).toBe(true);
      expect(choice.next(0)).toBe(4);
      choice.connected(4, 0);
      expect(choice.next(dayMs - 1)).toBe(4);
    },
  );

  it('tries 5 again after a day', () => {
    const choice = new ProtocolChoice(dayMs);
    choice.failed(5, 'versionRefused');
    choice.connected(4, 1_000);
    expect(choice.next(dayMs + 999)).toBe(4);
    expect(choice.next(dayMs + 1_000)).toBe(5);
  });

  it('does not remember 3.1.1 because 5 was met with silence once', () => {
    const choice = new ProtocolChoice(dayMs);
    expect(choice.failed(5, 'noAnswer')).toBe(true);
    choice.connected(4, 0);
    expect(choice.next(1)).toBe(5);
  });

  it('forgets 3.1.1 when the broker refuses that too', () => {
    const choice = new ProtocolChoice(dayMs);
    choice.failed(5, 'noConnack');
    choice.connected(4, 0);
    expect(choice.failed(4, 'versionRefused')).toBe(false);
    expect(choice.next(1)).toBe(5);
  });

  it('takes a cut connection for a restart, not for a missing version, once 5 has worked', () => {
    const choice = new ProtocolChoice(dayMs);
    choice.connected(5, 0);
    expect([1, 2, 3].map(() => choice.failed(5, 'noConnack'))).toEqual([false, false, true]);
    expect(choice.next(1)).toBe(4);
  });

  it.each(['unreachable', 'credentials', 'certificate', 'refused'] as const)('does not change the version because of %s', (kind) => {
    const choice = new ProtocolChoice(dayMs);
    expect(choice.failed(5, kind)).toBe(false);
    expect(choice.next(0)).toBe(5);
  });

  it('never tries twice in a row without a wait between', () => {
    const kinds = fc.constantFrom<LinkFailureKind>('unreachable', 'noConnack', 'noAnswer', 'versionRefused', 'credentials', 'closed');
    fc.assert(
      fc.property(fc.array(kinds, { minLength: 2 }), (failures) => {
        const choice = new ProtocolChoice(dayMs);
        const atOnce = failures.map((kind) => choice.failed(choice.next(0), kind));
        expect(atOnce.some((now, index) => now && atOnce[index + 1] === true)).toBe(false);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import type { LinkFailure } from './broker-link.ts';
import { type EndedSession, TakeoverSuspicion } from './takeover-suspicion.ts';

const closed: LinkFailure = { kind: 'closed', text: 'the connection was closed' };
const early: EndedSession = { failure: closed, connectedMs: 1_000, isIdle: true };
const kindsOf = (sessions: readonly EndedSession[]) => {
  const suspicion = new TakeoverSuspicion(300_000);
  return sessions.map((session) => suspicion.judge(session).kind);
};

describe('the suspicion of a second machine with the same name', () => {
  it('arises when the broker closes three connections soon after it made them', () => {
    expect(kindsOf([early, early, early, early])).toEqual(['closed', 'closed', 'takenOver', 'takenOver']);
  });

  it('says how often that was', () => {
    const suspicion = new TakeoverSuspicion(300_000);
    for (let round = 0; round < 4; round++) suspicion.judge(early);
    expect(suspicion.judge(early).text).toContain('closed 5 connections');
  });

  it.each<[string, Partial<EndedSession>]>([
    ['a publish was under way, which may be what the broker disliked', { isIdle: false }],
    ['a connection had lasted', { connectedMs: 300_000 }],
    ['one ended for a reason of its own', { failure: { kind: 'pubackTimeout', text: 'no' } }],
  ])('does not arise when between them %s', (_, change) => {
    expect(kindsOf([early, early, { ...early, ...change }, early, early])).not.toContain('takenOver');
  });

  it('does not arise when the broker was away between them', () => {
    const suspicion = new TakeoverSuspicion(300_000);
    const kinds = [1, 2, 3, 4].map(() => {
      suspicion.refused();
      return suspicion.judge(early).kind;
    });
    expect(new Set(kinds)).toEqual(new Set(['closed']));
  });
});

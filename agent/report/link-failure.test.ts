import { describe, expect, it } from 'vitest';
import { disconnectFailureOf, failureAdvice, linkFailureOf } from './link-failure.ts';

const coded = (message: string, code: unknown) => Object.assign(new Error(message), { code });

describe('the reason why a connection failed', () => {
  it.each([
    [1, 'versionRefused'],
    [132, 'versionRefused'],
    [4, 'credentials'],
    [5, 'credentials'],
    [134, 'credentials'],
    [135, 'credentials'],
    [138, 'credentials'],
    [2, 'refused'],
    [3, 'refused'],
    [136, 'refused'],
    [151, 'refused'],
  ])('is for the CONNACK code %i %s', (code, kind) => {
    expect(linkFailureOf(coded('Connection refused', code), false)).toEqual({ kind, text: 'Connection refused' });
  });

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ECONNRESET'])('is for the socket’s %s that the broker is out of reach', (code) => {
    expect(linkFailureOf(coded(`connect ${code}`, code), false)).toEqual({ kind: 'unreachable', text: `connect ${code}` });
    expect(linkFailureOf(coded(`read ${code}`, code), true).kind).toBe('closed');
  });

  it.each(['CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'DEPTH_ZERO_SELF_SIGNED_CERT'])(
    'is for %s a certificate, whenever it shows',
    (code) => {
      expect(linkFailureOf(coded('no', code), false)).toEqual({ kind: 'certificate', text: `no (${code})` });
      expect(linkFailureOf(coded('no', code), true).kind).toBe('certificate');
    },
  );

  it('is an alert of the peer about our certificate, which TLS 1.3 tells only after the handshake', () => {
    expect(linkFailureOf(coded('alert', 'ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED'), true).kind).toBe('certificate');
  });

  it('is silence for a missing ping, and a protocol error for what mqtt.js cannot read', () => {
    expect(linkFailureOf(new Error('Keepalive timeout'), true).kind).toBe('closed');
    expect(linkFailureOf(new Error('Invalid puback reason code'), true)).toEqual({
      kind: 'protocolError',
      text: 'Invalid puback reason code',
    });
  });

  it('says the code when several addresses were tried and the error has no words', () => {
    expect(linkFailureOf(coded('', 'ECONNREFUSED'), false).text).toBe('ECONNREFUSED');
  });

  it('is a takeover when the broker says so', () => {
    expect(disconnectFailureOf(142).kind).toBe('takenOver');
    expect(disconnectFailureOf(139, 'maintenance')).toEqual({ kind: 'closed', text: 'the broker said goodbye: maintenance' });
    expect(disconnectFailureOf().text).toContain('reason 0');
  });
});

describe('the advice', () => {
  it('has one code and one remedy for every reason', () => {
    const advices = Object.values(failureAdvice);
    expect(new Set(advices.map(({ code }) => code)).size).toBe(advices.length);
    expect(advices.filter(({ code, remedy }) => !/^report\/(?:mqtt|outbox)-[a-z-]+$/.test(code) || remedy.length < 10)).toEqual([]);
  });

  it('of refused credentials says when a mended password file counts', () => {
    expect(failureAdvice.credentials.remedy).toMatch(/passwordFile is read at the next start/);
  });

  it('waits longest where only a person can help', () => {
    const standing = Object.entries(failureAdvice).filter(([, advice]) => advice.isStanding);
    expect(standing.map(([kind]) => kind).sort()).toEqual(['certificate', 'credentials', 'subscription', 'takenOver']);
  });
});

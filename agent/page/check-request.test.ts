import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRequest, isLoopback, urlHost } from './check-request.ts';

const statusOf = (host: string | undefined, boundHost = '127.0.0.1', method = 'GET') =>
  checkRequest({ method, host }, boundHost)?.statusCode;

describe('a request to the page', () => {
  it('is answered under the names of this machine, with any port', () => {
    for (const host of ['127.0.0.1', '127.0.0.1:8080', 'localhost:1', 'LOCALHOST', '[::1]:8080']) expect(statusOf(host)).toBeUndefined();
  });

  it('is refused under any other name: DNS rebinding', () => {
    for (const host of ['evil.example', '127.0.0.1.evil.example:80', 'localhost.evil', '192.0.2.1', '', undefined]) {
      expect(statusOf(host)).toBe(421);
    }
  });

  it('is answered under the name or any address of a remote binding, and still under no foreign name', () => {
    expect(statusOf('robot.lan:80', 'robot.lan')).toBeUndefined();
    expect(statusOf('192.0.2.1:80', '0.0.0.0')).toBeUndefined();
    expect(statusOf('[fe80::1]:80', '::')).toBeUndefined();
    expect(statusOf('evil.example', '0.0.0.0')).toBe(421);
  });

  it('only reads', () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS']) expect(statusOf('localhost', '127.0.0.1', method)).toBe(405);
  });
});

describe('a host', () => {
  it('is a loopback one, or can be reached from elsewhere', () => {
    expect(['127.0.0.1', '::1', 'localhost'].every(isLoopback)).toBe(true);
    expect(['0.0.0.0', '::', '192.0.2.1', 'robot.lan'].some(isLoopback)).toBe(false);
  });

  it('is written in brackets in a URL when it is an IPv6 address', () => {
    expect([urlHost('::1'), urlHost('127.0.0.1')]).toEqual(['[::1]', '127.0.0.1']);
  });
});

describe('any name at all', () => {
  const bindings = fc.constantFrom('127.0.0.1', 'localhost', '::1');

  it('but those of this machine is refused by a page bound to it', () => {
    const names = fc.string({ unit: fc.constantFrom(...'abclohst127.:[]@/\\-_% '), maxLength: 24 });
    const isOurs = (host: string): boolean => /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i.test(host);
    fc.assert(
      fc.property(names, bindings, (host, boundHost) => {
        expect(statusOf(host, boundHost)).toBe(isOurs(host) ? undefined : 421);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    'localhost.',
    'localhost:abc',
    'localhost:80:80',
    ' localhost',
    'localhost@evil.example',
    'evil.example#localhost',
    '127.0.0.1.',
    '127.1',
    '2130706433',
    '0x7f000001',
    '[::ffff:127.0.0.1]',
    '::1',
    'localhost, evil.example',
  ])('is refused in all its disguises: %j', (host) => {
    expect(statusOf(host)).toBe(421);
  });

  it('is told back, so that a person sees what was asked, and only as plain text', () => {
    expect(checkRequest({ method: 'GET', host: 'Evil.Example:80' }, '127.0.0.1')?.text).toBe(
      'This page is not served as "evil.example". Open it by the address that the agent printed.\n',
    );
  });

  it('matters before the method does: a foreign name learns nothing of what is served', () => {
    expect(statusOf('evil.example', '127.0.0.1', 'POST')).toBe(421);
    expect(statusOf('localhost', '127.0.0.1', undefined)).toBeUndefined();
    expect(checkRequest({ method: undefined, host: 'localhost' }, '127.0.0.1')?.statusCode).toBe(405);
    expect(statusOf('localhost', '127.0.0.1', 'get')).toBe(405);
  });
});

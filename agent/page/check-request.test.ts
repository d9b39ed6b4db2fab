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

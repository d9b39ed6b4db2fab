import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../../agent/contract/errors.ts';
import { rosbridgeOptions } from '../../../tests/support/rosbridge-fixture.ts';
import { readEndpoint } from './endpoint.ts';

const problemsOf = (written: object): string[] => readEndpoint(rosbridgeOptions(written)).problems.map(formatProblem);

describe('where the bridge is', () => {
  it.each([
    ['ws://127.0.0.1:9090', 'ws://127.0.0.1:9090/', 'ws'],
    ['wss://robot.example/bridge?token=secret#part', 'wss://robot.example/bridge', 'wss'],
  ])('%s is said as %s', (url, endpoint, transport) => {
    expect(readEndpoint(rosbridgeOptions({ url }))).toEqual({ endpoint, transport, problems: [] });
  });

  it('never says a user or password, and refuses them', () => {
    const read = readEndpoint(rosbridgeOptions({ url: 'wss://robot:secret@robot.example/' }));
    expect(JSON.stringify(read)).not.toContain('secret');
    expect(read.problems.map(formatProblem)).toEqual([
      'url: holds a user or password — take it out and write the header into a headersFile',
    ]);
  });

  it('must be an address', () => {
    expect(problemsOf({ url: 'wss://:x' })).toEqual(['url: wss://:x — write it as wss://host:port']);
  });
});

describe('without encryption', () => {
  it.each(['ws://127.0.0.1:9090', 'ws://127.8.9.1', 'ws://localhost:9090', 'ws://robot.localhost', 'ws://[::1]:9090'])(
    '%s is this host',
    (url) => {
      expect(problemsOf({ url })).toEqual([]);
    },
  );

  it.each([
    'ws://192.168.0.10:9090',
    'ws://robot.example',
    'ws://127.0.0.1.example',
    'ws://128.0.0.1',
    'ws://[::2]',
    'ws://0.0.0.0',
    'ws://localhost.example',
  ])('%s is another and refused, with what to do', (url) => {
    const [problem, ...more] = problemsOf({ url });
    expect(more).toEqual([]);
    expect(problem).toContain(
      'is another host without encryption — use wss://, run the agent beside the bridge, or set allowPlaintextRemote: true',
    );
  });

  it('another host is allowed when somebody says so, and wss:// needs nobody to', () => {
    expect(problemsOf({ url: 'ws://robot.example', allowPlaintextRemote: true })).toEqual([]);
    expect(problemsOf({ url: 'wss://robot.example' })).toEqual([]);
  });

  it('tls makes no sense, nor half a client certificate anywhere', () => {
    expect(problemsOf({ tls: { caFile: 'ca.pem' } })).toEqual(['tls: set for ws:// — write wss:// in url, or take tls out']);
    expect(problemsOf({ url: 'wss://robot.example', tls: { certFile: 'x' } })).toEqual([
      'tls: one of certFile and keyFile — give both or none',
    ]);
    expect(problemsOf({ url: 'wss://robot.example', tls: { certFile: 'x', keyFile: 'y' } })).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { pathFrom, yamlFrom } from './path-from.ts';

describe('a path of a configuration', () => {
  it('lies beside it, unless it is absolute', () => {
    expect([pathFrom('/etc/robot', 'site/context.yaml'), pathFrom('/etc/robot', '/srv/context.yaml')]).toEqual([
      '/etc/robot/site/context.yaml',
      '/srv/context.yaml',
    ]);
  });

  it('that may be a name stays one without the ending of a file', () => {
    expect([yamlFrom('/etc/robot', 'ur5e'), yamlFrom('/etc/robot', 'ours.yaml')]).toEqual(['ur5e', '/etc/robot/ours.yaml']);
  });
});

import { describe, expect, it } from 'vitest';
import { checkDocument } from '../../../../agent/configuration/read-document.ts';
import { wideDescription } from '../../../../tests/support/replay-fixture.ts';
import { twoJointProfile } from '../../../../tests/support/telemetry.ts';
import { checkDescription } from './check-description.ts';
import { checkHeader } from './check-header.ts';
import { type Description, descriptionSchema } from './table-description.ts';

function described(replaced: object = {}): Description {
  return checkDocument<Description>('fixture', JSON.stringify(wideDescription(replaced)), descriptionSchema).value;
}

function problemsOf(replaced: object): string[] {
  return checkDescription(described(replaced), twoJointProfile, 'd.yaml').map(
    ({ place, value, remedy }) => `${place} | ${value} | ${remedy}`,
  );
}

const good = { column: 'v0', component: 'joint', part: 'j0', signal: 'velocityRadPerS', unit: 'rad/s' };

describe('a description', () => {
  it('that is sound has no problems', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it('must name a component and a signal that exist, and is told which do', () => {
    const columns = [
      { ...good, component: 'leg' },
      { ...good, column: 'b', signal: 'torque' },
      { ...good, column: 'c', signal: 'constructor' },
    ];
    const problems = problemsOf({ columns });
    expect(problems[0]).toContain('d.yaml columns[0] "v0" | component "leg" | write one of joint, battery');
    expect(problems[1]).toContain('d.yaml columns[1] "b" | signal "joint.torque" | write one of positionRad, velocityRadPerS');
    expect(problems[2]).toContain('signal "joint.constructor"');
  });

  it('must give a signal in a unit that can become its own, and is told which can', () => {
    expect(problemsOf({ columns: [{ ...good, unit: 'A' }] })).toEqual([
      'd.yaml columns[0] "v0" | unit "A" cannot become rad/s of joint.velocityRadPerS | write one of rad/s, mrad/s, deg/s, rpm, turn/s',
    ]);
    expect(problemsOf({ columns: [{ ...good, unit: 'parsec' }] })[0]).toContain('unit "parsec" cannot become rad/s');
  });

  it('must name joints of the profile', () => {
    expect(problemsOf({ columns: [{ ...good, part: 'elbow' }] })).toEqual([
      'd.yaml columns[0] "v0" | part "elbow" | write a joint of the profile: j0, j1',
    ]);
    const { part: _, ...partless } = good;
    expect(problemsOf({ columns: [partless] })[0]).toContain('| part "" |');
    expect(problemsOf({ columns: [{ column: 'x', component: 'tool', signal: 'currentA', unit: 'A' }] })).toEqual([]);
  });

  it('must not claim a column, a cell or a flag twice', () => {
    const columns = [good, { ...good, column: 'again' }, { ...good, column: 't', signal: 'currentA', unit: 'A' }];
    const flags = [
      { column: 's1', kind: 'safety', name: 'protectiveStop' },
      { column: 's2', kind: 'safety', name: 'protectiveStop' },
    ];
    expect(problemsOf({ columns, flags }).map((each) => each.split(' | ')[1])).toEqual([
      'column "t" is described more than once',
      'joint.velocityRadPerS of j0 is described more than once',
      'flag "protectiveStop" is described more than once',
    ]);
  });

  it('must name safety signals that exist and conditions that can be words', () => {
    const flags = [
      { column: 'a', kind: 'safety', name: 'gripLost' },
      { column: 'b', kind: 'condition', name: 'Grip lost' },
      { column: 'c', kind: 'condition', name: 'doorOpen', trueWords: ['x'], falseWords: ['x', 'y'] },
    ];
    const problems = problemsOf({ flags });
    expect(problems[0]).toContain('flags[0] "a" | safety signal "gripLost" | write one of emergencyStop, protectiveStop');
    expect(problems[1]).toContain('condition "Grip lost" | write a camelCase word');
    expect(problems[2]).toContain('word "x" means both true and false');
    expect(problems).toHaveLength(3);
  });

  it('must have the keys of its layout and no others', () => {
    expect(problemsOf({ partColumn: 'p', filePattern: 'm_{part}.csv', parts: [{ word: '1', part: 'j0' }] })).toEqual([
      'd.yaml | layout wide with partColumn | take "partColumn:" out',
      'd.yaml | layout wide with filePattern | take "filePattern:" out',
      'd.yaml | layout wide with parts | take "parts:" out',
    ]);
    const problems = problemsOf({ layout: 'files' });
    expect(problems).toContain('d.yaml | layout files without filePattern | add "filePattern:"');
    expect(problems).toContain('d.yaml | layout files without parts | add "parts:"');
    expect(problems).toContain('d.yaml | layout files with flags | take "flags:" out');
    expect(problems).toContain('d.yaml "v0" | part "j0" | take it out: in layout files the row\'s part is given by the recording');
    expect(problemsOf({ layout: 'long', flags: [] })).toContain('d.yaml | layout long without partColumn | add "partColumn:"');
  });

  it('must map its words to joints, each once', () => {
    const parts = [
      { word: '1', part: 'j0' },
      { word: '1', part: 'j9' },
    ];
    const columns = [{ column: 'v', component: 'joint', signal: 'velocityRadPerS', unit: 'rad/s' }];
    expect(problemsOf({ layout: 'files', filePattern: 'm_{part}.csv', parts, columns, flags: [] })).toEqual([
      'd.yaml parts | part "j9" | write a joint of the profile: j0, j1',
      'd.yaml | word "1" is described more than once | describe it once',
    ]);
  });

  it('must give a start that can be read, and only where the times need one', () => {
    const time = { column: 't', format: 'seconds', startWall: 'Monday' };
    expect(problemsOf({ time })[0]).toContain('d.yaml time.startWall | "Monday" | write an ISO 8601 time');
    expect(problemsOf({ time: { ...time, startWall: '2024-01-05T00:00:00Z' } })).toEqual([]);
    expect(problemsOf({ time: { column: 't', format: 'iso8601', startWall: '2024-01-05T00:00:00Z' } })[0]).toContain(
      'carry their own date',
    );
  });

  it('tells every problem at once', () => {
    const columns = [
      { ...good, unit: 'A' },
      { ...good, column: 'x', part: 'tail', signal: 'speed' },
    ];
    expect(problemsOf({ columns, partColumn: 'p' })).toHaveLength(4);
  });
});

describe('a header', () => {
  const header = ['n', 't', 'v0', 'v1', 'tempA', 'stop'];
  const problemsOfHeader = (names: readonly string[]): string[] =>
    checkHeader(described(), names, 'table.csv').map(({ place, value, remedy }) => `${place} | ${value} | ${remedy}`);

  it('fits in any order; ignored columns may be absent', () => {
    expect(problemsOfHeader(header)).toEqual([]);
    expect(problemsOfHeader(['stop', 'tempA', 'v1', 'v0', 't'])).toEqual([]);
  });

  it('must have every described column, and is told of a name that only looks different', () => {
    expect(problemsOfHeader(['n', 't', 'v0 ', 'v1', 'tempA'])).toEqual([
      'table.csv | no column "v0" | the header has "v0 ": write the name exactly so, spaces included',
      'table.csv | no column "stop" | take it out of the description, or give the recording that has it',
      'table.csv | column "v0 " is not described | describe it under columns or flags, or list it under ignored with the reason',
    ]);
  });

  it('must name no column twice', () => {
    expect(problemsOfHeader([...header, 'v1', 'v1'])).toEqual([
      'table.csv | column "v1" stands 3 times in the header | give every column a name of its own',
    ]);
  });
});

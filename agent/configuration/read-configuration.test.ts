import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { productFile } from '../../tests/support/cli.ts';
import { jwksOf } from '../../tests/support/evidence-fixture.ts';
import { refusalOf, temporaryFiles } from '../../tests/support/replay-fixture.ts';
import { signatureBy, trustText } from '../../tests/support/signing-fixture.ts';
import { signingKeyFromSeed } from '../evidence/keys.ts';
import { listDrivers } from '../ingest/load-driver.ts';
import { profileNames } from './product-files.ts';
import { readConfiguration, referenceModelPath } from './read-configuration.ts';
import { parseYaml } from './read-document.ts';

const good = `robot:
  profile: ur3e
sources:
  - id: arm
    driver: simulator
`;
const jwks = jwksOf([{ key: signingKeyFromSeed(Buffer.alloc(32, 3)), role: 'insurer' }]);
const recipient = (id: string, more = ''): string =>
  `  - id: ${id}\n    url: mqtts://broker.example\n    tenant: acme\n    keys: ./keys.json\n${more}`;

async function read(text: string, files: Record<string, string | object> = {}) {
  const folder = await temporaryFiles({ 'agent.yaml': text, ...files });
  return { folder, reading: readConfiguration(join(folder, 'agent.yaml')) };
}

async function problems(text: string, files: Record<string, string | object> = {}): Promise<readonly string[]> {
  const { folder, reading } = await read(text, files);
  return refusalOf(reading, folder);
}

describe('the examples that ship', () => {
  it('of an agent checks clean, and so does everything it points to', async () => {
    const { robot, context, sources } = await readConfiguration(productFile('config/agent.example.yaml'));
    expect(robot.profile).toBe('ur3e');
    expect(context).toBe('./context.example.yaml');
    expect(sources).toHaveLength(1);
  });

  it.each(['context.example.yaml', 'context.public-hall.example.yaml'])('of a context, %s, checks clean', async (name) => {
    const { reading } = await read(`${good}context: ${productFile(`config/${name}`)}\n`);
    expect((await reading).context).toContain(name);
  });
});

describe('reading a configuration', () => {
  it('fills in the defaults of the agent and of the driver', async () => {
    const { sources, log } = await (await read(good)).reading;
    expect(log.level).toBe('info');
    expect(sources[0]?.options).toMatchObject({ seed: 1, speedRatio: 1, script: [] });
  });

  it('finds a profile, a context and a reference model beside the configuration, whatever the working directory', async () => {
    const context = { declaredBy: 'test', trl: 9 };
    const text = `${good.replace('ur3e', './robots/mine.yaml')}context: site.json\nreferenceModel: ./own.yaml\n`;
    const profile = { name: 'mine', manufacturer: 'M', model: 'X', category: 'cobot', locomotion: 'fixed', observable: [] };
    const { reading } = await read(text, {
      'robots/mine.yaml': { ...profile, joints: [{ name: 'j', type: 'revolute' }] },
      'site.json': context,
      'own.yaml': await readFile(referenceModelPath('illustrative-1'), 'utf8'),
    });
    expect((await reading).referenceModel).toBe('./own.yaml');
  });

  it('takes a recipient whose keys and password can be read', async () => {
    const text = `${good}recipients:\n${recipient('insurer', '    passwordFile: ./password\n')}`;
    const { reading } = await read(text, { 'keys.json': jwks, password: 'secret\n' });
    expect((await reading).recipients).toHaveLength(1);
  });
});

describe('a wrong configuration', () => {
  it('is said whole: every problem at once, each with line, value and remedy', async () => {
    const found = await problems(
      [
        'robot:',
        '  profile: ur9',
        '  serialNumer: "1"',
        'hostRole: cloud',
        'sources:',
        '  - id: arm',
        '    driver: simulator',
        '    options:',
        '      seed: many',
        '      sede: 2',
        '  - id: arm',
        '    driver: teleport',
        'context: ./nowhere.yaml',
        'referenceModel: guessed-1',
        'log: loud',
        '',
      ].join('\n'),
    );
    const [profiles, drivers] = [(await profileNames()).join(', '), (await listDrivers()).join(', ')];
    const told = found.map((text) => text.replace(/\S*\/config\/reference-models/, 'config/reference-models'));
    expect(told.toSorted()).toEqual(
      [
        'agent.yaml:3 robot.serialNumer | unknown key "serialNumer" | did you mean "serialNumber"?',
        'agent.yaml:4 hostRole | "cloud" | write one of onboard, gateway',
        'agent.yaml:15 log | "loud" | write an object',
        `agent.yaml:2 robot.profile → profile | "ur9" | write one of ${profiles}, or the path of a profile ending in .yaml`,
        'agent.yaml:13 context → nowhere.yaml | ENOENT | give the path of an existing, readable file',
        'agent.yaml:14 referenceModel → reference model | "guessed-1" | write one of illustrative-1, or the path of a reference model ending in .yaml',
        'agent.yaml:9 sources.0.options.seed | "many" | write an integer',
        'agent.yaml:10 sources.0.options.sede | unknown key "sede" | did you mean "seed"?',
        `agent.yaml:12 sources.1.driver → driver | "teleport" | write one of ${drivers}`,
        'agent.yaml:11 sources.1.id | "arm" again | give each an id of its own',
      ].toSorted(),
    );
  });

  it('places a problem of a document it points to in both files', async () => {
    const found = await problems(`${good}context: ./site.yaml\n`, { 'site.yaml': 'trl: 12\nhumanExposure: H2\nnoise: loud\n' });
    expect(found.map((text) => text.split(' | ')[0])).toEqual([
      'agent.yaml:6 context → site.yaml:3 noise',
      'agent.yaml:6 context → site.yaml:1 trl',
    ]);
  });

  it('names the key file and the password file that are not there, before anything runs', async () => {
    const found = await problems(`${good}recipients:\n${recipient('insurer', '    passwordFile: ./password\n')}`);
    expect(found).toEqual([
      'agent.yaml:10 recipients.0.keys → keys.json | ENOENT | give the path of an existing, readable file',
      'agent.yaml:11 recipients.0.passwordFile → password | ENOENT | give the path of an existing, readable file',
    ]);
  });

  it('says what is wrong inside a key file', async () => {
    const found = await problems(`${good}recipients:\n${recipient('insurer')}`, { 'keys.json': '{"keys":[]}' });
    expect(found).toEqual([
      'agent.yaml:10 recipients.0.keys → ./keys.json /keys | no keys | write a JWKS with at least one key: {"keys":[…]}',
    ]);
  });

  it('has no two recipients of one id: their records could not be told apart', async () => {
    const found = await problems(`${good}recipients:\n${recipient('insurer')}${recipient('insurer')}`, { 'keys.json': jwks });
    expect(found).toEqual(['agent.yaml:11 recipients.1.id | "insurer" again | give each an id of its own']);
  });

  it.each([
    ['a dash with nothing behind it', 'robot:\n  profile: ur3e\nsources:\n  -\n', 'agent.yaml:4 sources.0 | null | write an object'],
    ['a list that is a word', 'robot:\n  profile: ur3e\nsources: arm\n', 'agent.yaml:3 sources | "arm" | write an array'],
    ['options that are a number', `${good}    options: 5\n`, 'agent.yaml:6 sources.0.options | 5 | write an object'],
    ['a robot that is nothing', good.replace('\n  profile: ur3e', ''), 'agent.yaml:1 robot | null | write an object'],
    ['a driver that is a number', good.replace('simulator', '7'), 'agent.yaml:5 sources.0.driver | 7 | write a string, in quotes: "7"'],
  ])('with %s is one problem, not a crash', async (_, text, expected) => {
    expect(await problems(text)).toEqual([expected]);
  });

  it.each([
    ['empty', ''],
    ['only comments', '# nothing yet\n'],
  ])('that is %s lacks robot and sources', async (_, text) => {
    expect((await problems(text)).map((line) => line.split(' | ')[1])).toEqual(['"robot" is missing', '"sources" is missing']);
  });

  it('that is no mapping at all is said so', async () => {
    expect(await problems('- a\n- b\n')).toEqual(['agent.yaml:1 | ["a","b"] | write an object']);
  });

  it('that is no YAML is placed at its line', async () => {
    const found = await problems('robot: {profile: ur3e\nsources: []\n');
    expect(found[0]).toMatch(/^agent\.yaml:[23] \| .* \| mend the YAML here/);
  });

  it('that is not there is named', async () => {
    const folder = await temporaryFiles({});
    expect(await refusalOf(readConfiguration(join(folder, 'gone.yaml')), folder)).toEqual([
      'gone.yaml | ENOENT | give the path of an existing, readable file',
    ]);
  });

  it('larger than a megabyte is not read', async () => {
    const found = await problems(`# ${'x'.repeat(1_048_577)}\n${good}`);
    expect(found[0]).toContain('a document may hold at most 1048576 bytes');
  });
});

describe('the path of a reference model', () => {
  it('is the shipped one for a name, and the file itself for a path', () => {
    expect(referenceModelPath('illustrative-1')).toBe(productFile('config/reference-models/illustrative-1.yaml'));
    expect(referenceModelPath('/etc/own.yaml')).toBe('/etc/own.yaml');
  });
});

describe('signatures on what a configuration points to', () => {
  const site = { trl: 9 };
  const { sha256: documentSha256 } = parseYaml('site.json', JSON.stringify(site));
  const text = `${good}context: site.json\ntrust: trust.json\n`;
  const signature = signatureBy('acme', { documentSha256 });
  const files = { 'site.json': site, 'site.json.sig': signature, 'trust.json': trustText({ acme: { role: 'integrator' } }) };

  it('are checked with its trust store', async () => {
    expect((await (await read(text, files)).reading).trust).toBe('trust.json');
  });

  it('stay sound out of their term: that is judged when the agent runs', async () => {
    const past = signatureBy('acme', { documentSha256, validUntil: '2026-01-02T00:00:00.000Z' });
    expect(await (await read(text, { ...files, 'site.json.sig': past })).reading).toHaveProperty('context');
  });

  it('that do not stand are placed where the configuration points to the document', async () => {
    const found = await problems(text, { ...files, 'site.json': { trl: 8 } });
    expect(found).toEqual([expect.stringMatching(/^agent\.yaml:6 context → site\.json\.sig \| hashDiffers: .* \| restore the document/)]);
    expect((await problems(`${good}context: site.json\n`, files)).join()).toContain('notTrusted');
  });

  it('wait for a trust store that can be read: one problem is said once', async () => {
    expect(await problems(text, { ...files, 'trust.json': '{}' })).toEqual([
      expect.stringMatching(/^agent\.yaml:7 trust → trust\.json \/keys \| missing/),
    ]);
    const both = await problems(text, { ...files, 'trust.json': '{}', 'site.json': { trl: 12 } });
    expect(both).toHaveLength(2);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ReceiverEvent } from '../../receiver/receiver-event.ts';
import { scratchDirectory } from '../../tests/support/replayed.ts';
import { cobotProfile } from '../../tests/support/simulation-fixture.ts';
import { until } from '../../tests/support/until.ts';
import { loadDeviceKey } from '../commands/device-key.ts';
import { checkEnrolment } from '../evidence/enrolment.ts';
import { readKeyRegistry } from '../evidence/key-registry.ts';
import { createSystemClock } from '../platform/system-clock.ts';
import { startDemoParties } from './demo-parties.ts';

async function parties() {
  const directory = scratchDirectory('parties');
  const events: ReceiverEvent[] = [];
  const started = await startDemoParties({
    directory,
    profile: cobotProfile,
    clock: createSystemClock(),
    onEvent: (event) => events.push(event),
  });
  onTestFinished(() => started.stop());
  const read = (name: string): string => readFileSync(join(directory, name), 'utf8');
  return { ...started, directory, events, read };
}

describe('the parties of the demo', () => {
  it('enrol the robot by its file and the code beside it, as a real one is', async () => {
    const { code, read, receiver, agentDirectory } = await parties();
    const enrolment = checkEnrolment(read('enrolment.json'), code);
    const { kid } = await loadDeviceKey({ directory: agentDirectory, origin: 'simulation' });
    expect(enrolment).toMatchObject({
      agentId: kid,
      role: 'simulation',
      robot: { manufacturer: 'Universal Robots', model: 'UR3e', serialNumber: 'SIM-0001' },
    });
    expect(receiver.statement().agents).toMatchObject([{ agentId: kid, tenant: 'demo', role: 'simulation', serialNumber: 'SIM-0001' }]);
    expect(receiver.enrol(enrolment, 'demo')).toBe(false);
  });

  it('would refuse another code, and another file', async () => {
    const { code, read } = await parties();
    const text = read('enrolment.json');
    const first = code.startsWith('A') ? 'B' : 'A';
    expect(() => checkEnrolment(text, `${first}${code.slice(1)}`)).toThrow('--code');
    expect(() => checkEnrolment(text.replace('SIM-0001', 'SIM-0002'), code)).toThrow('do not enrol it');
  });

  it('write the keys each side needs: public ones, under their roles', async () => {
    const { read, receiver, receiverKeysPath, directory } = await parties();
    expect(receiverKeysPath).toBe(join(directory, 'receiver-keys.json'));
    const receivers = [...readKeyRegistry(read('receiver-keys.json')).values()];
    expect(receivers.map(({ kid, role }) => ({ kid, role }))).toEqual([{ kid: receiver.kid, role: 'insurer' }]);
    const robots = [...readKeyRegistry(read('keys.json')).values()];
    expect(robots.map(({ role }) => role)).toEqual(['simulation']);
    expect(read('keys.json') + read('receiver-keys.json')).not.toContain('"d"');
  });

  it('have new keys each time: nothing of one demo is believed in another', async () => {
    const [one, other] = [await parties(), await parties()];
    expect(one.receiver.kid).not.toBe(other.receiver.kid);
    expect(() => checkEnrolment(one.read('enrolment.json'), other.code)).toThrow('does not belong to');
  });

  it('meet on the broker, and leave', async () => {
    const { events, receiver, stop } = await parties();
    await until('the receiver is connected', () => events.some(({ code }) => code === 'receiver/connected'));
    await stop();
    await receiver.stopped;
  });
});

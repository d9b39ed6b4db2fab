import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RecordedFrame, type RecordingSink, recordingSink } from '../support/recording-sink.ts';
import { busOf, dalyModbusPack, dalyUartPack, jbdPack, type Responder, rtuUnit, servoChain } from '../support/serial-devices.ts';
import { openSerial } from '../support/serial-fixture.ts';
import { hasSocat, SerialPty, socatAbsence } from '../support/serial-pty.ts';
import { until } from '../support/until.ts';
import { Watched } from '../support/watched.ts';

/*
 * Each protocol from the wire to frames and messages: the real serial port on one end of a pty, devices that answer with captured
 * bytes at the other.
 */
const watched = new Watched();
let pty: SerialPty;
let stop: AbortController;
beforeEach(() => {
  pty = new SerialPty();
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await pty.dispose();
});

/** Runs a source on a port with these devices at the other end until something holds; what it sent is kept. */
async function runUntil(
  { devices, responders }: { devices: readonly object[]; responders: readonly Responder[] },
  holds: (sink: RecordingSink) => boolean,
) {
  const sent: string[] = [];
  await pty.plugIn((bytes, send) => {
    sent.push(Buffer.from(bytes).toString('hex'));
    busOf(...responders)(bytes, send);
  });
  const sink = recordingSink(() => {
    watched.note();
    return true;
  });
  const source = await openSerial({ path: pty.path, baudRate: 115_200, devices });
  const run = source.run(sink, stop.signal).finally(watched.note);
  await watched.until(`what was to come; flaws: ${JSON.stringify(sink.flaws)}`, () => holds(sink));
  stop.abort();
  await run;
  return { sink, sent };
}

const frameWith = (sink: RecordingSink, cell: string): RecordedFrame['cells'] =>
  sink.frames.find(({ cells }) => cell in cells)?.cells ?? {};
const faultsOf = ({ messages }: RecordingSink) =>
  messages.flatMap((one) => (one.kind === 'fault' ? [`${one.codeSpace} ${one.codeRaw} ${one.active}`] : []));

describe.skipIf(!hasSocat)(`a serial port${socatAbsence}`, () => {
  it('with a JBD pack gives totals, cells, sensors, protection and the abuse history', async () => {
    let protectionBits = 1 << 10;
    const devices = [{ protocol: 'jbd', cellCount: 4, sensorCount: 3, pollMs: 100 }];
    const { sink } = await runUntil({ devices, responders: [jbdPack(() => protectionBits)] }, (seen) => {
      protectionBits = seen.frames.length > 5 ? 0 : protectionBits;
      return faultsOf(seen).includes('jbd.protection bit10 false');
    });
    expect(frameWith(sink, 'voltageV pack')).toEqual({
      'voltageV pack': 15.6,
      'currentA pack': 0,
      'powerW pack': 0,
      'stateOfChargeRatio pack': 1,
      'temperatureC pack': 22.4,
      'remainingAh pack': 4.98,
      'cycleCount pack': 0,
    });
    expect(Object.values(frameWith(sink, 'cellVoltageV cell1'))).toEqual([3.909, 3.901, 3.895, 3.901]);
    expect(Object.values(frameWith(sink, 'temperatureC sensor1'))).toEqual([22.4, 22.3, 21.7]);
    expect(faultsOf(sink)).toEqual([
      'jbd.protection 0 false',
      'jbd.protection bit10 true',
      'jbd.lifetime cellOvervoltageCount=122 false',
      'jbd.lifetime cellUndervoltageCount=2 false',
      'jbd.protection bit10 false',
    ]);
    expect(sink.flaws).toEqual([]);
  });

  it('with a Daly pack on its UART protocol takes the sign from the state and cuts what is stale', async () => {
    const devices = [{ protocol: 'dalyUart', part: 'left', cellCount: 8, sensorCount: 1 }];
    const { sink } = await runUntil({ devices, responders: [dalyUartPack] }, ({ frames }) => frames.length >= 3);
    expect(frameWith(sink, 'voltageV left')).toMatchObject({ 'voltageV left': 51.5, 'currentA left': -50, 'temperatureC left': 21 });
    expect(Object.values(frameWith(sink, 'cellVoltageV left.cell1'))).toEqual([2.923, 3.138, 3.139, 3.132, 3.154, 3.139, 3.072, 3.144]);
    expect(sink.flaws).toEqual([]);
  });

  it('with a Daly pack on its Modbus protocol gives totals, cells and all its temperatures', async () => {
    const devices = [{ protocol: 'dalyModbus', cellCount: 4, sensorCount: 2 }];
    const { sink } = await runUntil({ devices, responders: [dalyModbusPack] }, ({ frames }) => frames.length >= 3);
    expect(frameWith(sink, 'voltageV pack')).toMatchObject({ 'voltageV pack': 52.5, 'currentA pack': -2.5, 'cycleCount pack': 60 });
    expect(frameWith(sink, 'temperatureC board')).toEqual({
      'temperatureC sensor1': 13,
      'temperatureC sensor2': 13,
      'temperatureC switch': 15,
      'temperatureC board': 14,
    });
  });

  it('with Dynamixel servos gives joints, their errors at once on an alert, and what is healed', async () => {
    let errorBits = 0;
    const chain = servoChain(() => [
      { id: 1, positionCounts: 2048, temperatureC: 40, errorBits: 0 },
      { id: 2, positionCounts: -1024, temperatureC: 41, errorBits },
    ]);
    const servos = [
      { id: 1, joint: 'elbow_joint', offsetRad: -Math.PI },
      { id: 2, joint: 'wrist_1_joint', invert: true },
    ];
    const { sink } = await runUntil({ devices: [{ protocol: 'dynamixel', servos, pollMs: 10 }], responders: [chain] }, (seen) => {
      const isRaised = faultsOf(seen).includes('dynamixel.hardwareError bit2 true');
      errorBits = seen.frames.length > 3 && !isRaised ? 1 << 2 : 0;
      return faultsOf(seen).includes('dynamixel.hardwareError bit2 false');
    });
    expect(sink.frames[0]?.cells).toMatchObject({ 'positionRad elbow_joint': 0, 'motorTemperatureC elbow_joint': 40 });
    expect(sink.frames[0]?.cells['positionRad wrist_1_joint']).toBeCloseTo(Math.PI / 2, 9);
    expect(sink.frames[0]?.cells['currentA wrist_1_joint']).toBeCloseTo(-0.269, 9);
    expect(faultsOf(sink)[0]).toBe('dynamixel.hardwareError 0 false');
    expect(sink.messages.find((one) => one.kind === 'fault' && one.active)).toMatchObject({ part: 'wrist_1_joint' });
  });

  it('with a drive on Modbus RTU gives what its register map says', async () => {
    const drive = rtuUnit(3, { 24641: 0x0637, 24639: 0, 24695: 0xff06 });
    const devices = [{ protocol: 'modbusRtu', unitId: 3, map: 'generic-cia402', joints: ['elbow_joint'], acceptUnverified: true }];
    const { sink, sent } = await runUntil({ devices, responders: [drive] }, ({ frames }) => frames.length > 0);
    expect(sink.frames[0]?.cells).toEqual({ 'loadRatio elbow_joint': -0.25 });
    expect(sent.every((request) => request.startsWith('0303') && request.length === 16)).toBe(true);
  });

  it('with a board that prints JSON listens and sends nothing', async () => {
    const fields = [
      { path: 'pack.mv', component: 'battery', part: 'pack', signal: 'voltageV', unit: 'mV' },
      { path: 'air', component: 'ambient', part: 'site', signal: 'temperatureC', unit: 'C' },
    ];
    const sent: string[] = [];
    await pty.plugIn((bytes) => sent.push(Buffer.from(bytes).toString('hex')));
    const sink = recordingSink(() => {
      watched.note();
      return true;
    });
    const source = await openSerial({ path: pty.path, devices: [{ protocol: 'jsonLines', fields }] });
    const run = source.run(sink, stop.signal);
    await until('a line is heard', () => {
      pty.send(new TextEncoder().encode('{"pack":{"mv":25200},"air":null}\nboot ok\n'));
      return sink.frames.length >= 2 && sink.flaws.length > 0;
    });
    stop.abort();
    await run;
    expect(frameWith(sink, 'voltageV pack')).toEqual({ 'voltageV pack': 25.2 });
    expect(frameWith(sink, 'temperatureC site')).toEqual({ 'temperatureC site': { unknown: 'notReported' } });
    expect(sink.flaws[0]).toMatchObject({ code: 'serial/line-refused', text: expect.stringContaining('boot ok') });
    expect(sent).toEqual([]);
  });

  it('with packs, servos and a drive on one bus reads them all, one question at a time', async () => {
    const devices = [
      { protocol: 'jbd', pollMs: 100 },
      { protocol: 'dalyModbus', part: 'right' },
      { protocol: 'dynamixel', servos: [{ id: 1, joint: 'elbow_joint' }] },
      { protocol: 'modbusRtu', unitId: 3, map: 'generic-cia402', joints: ['wrist_1_joint'], acceptUnverified: true },
    ];
    const chain = servoChain(() => [{ id: 1, positionCounts: 0, temperatureC: 30, errorBits: 0 }]);
    const drive = rtuUnit(3, { 24641: 0x0637, 24639: 0, 24695: 0 });
    const cells = ['voltageV pack', 'voltageV right', 'positionRad elbow_joint', 'loadRatio wrist_1_joint'];
    const { sink } = await runUntil({ devices, responders: [jbdPack(), dalyModbusPack, chain, drive] }, (seen) =>
      cells.every((cell) => cell in frameWith(seen, cell)),
    );
    expect(sink.flaws).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Source } from '../../agent/contract/driver.ts';
import type { FrameLayout } from '../../agent/contract/frame.ts';
import type { Message } from '../../agent/contract/message.ts';
import type { ReportPayload } from '../../agent/contract/report.ts';
import { type LivedLife, liveThrough } from '../support/sparse-agent.ts';
import { frameOf, timeAt } from '../support/telemetry.ts';

/*
 * What must move no number, through the whole agent: a life is lived with and without it, and the reports are held against each other.
 * Tariffs read nothing of a report but its hours and its risk, so that an equal risk is an equal factor.
 */
const sourceId = 'robot';
const stepMs = 600_000;
const at = (ms: number) => ({ sourceId, time: timeAt(ms) });
const safety = (ms: number, said: object): Message => ({ kind: 'safety', ...at(ms), ...said });
const behaviour = (ms: number, said: object): Message => ({ kind: 'behaviour', ...at(ms), ...said });
const pressed = (ms: number): Message[] => [safety(ms, { emergencyStop: true }), safety(ms + 4000, { emergencyStop: false })];
const stopped = (ms: number, lengthMs = 4000): Message[] => [
  safety(ms, { protectiveStop: true }),
  safety(ms + lengthMs, { protectiveStop: false }),
];

/** Four hours of a joint at this temperature, with these messages between the readings, of which every class is proven at the start. */
function live(messages: readonly Message[], jointC = 40): Promise<LivedLife> {
  const proven = safety(0, { emergencyStop: false, protectiveStop: false, safeguardStop: false, collisionDetected: false });
  return liveThrough({ keySeed: 7, profile: 'ur3e', context: undefined, reportPeriodMs: 3_600_000, source });

  function source(joint: string): Source {
    const signals = ['velocityRadPerS', 'motorTemperatureC'] as const;
    const layout: FrameLayout = { sourceId, component: 'joint', parts: [joint], signals, periodMs: stepMs };
    const readings = [0, 1, 2, 3, 4].map((second) => second * 10_000);
    const steps = Array.from({ length: 24 }, (_, index) => (index + 1) * stepMs);
    const moments = [...readings, ...steps].map((ms) => ({ ms, pour: () => frameOf(layout, ms, [1, jointC]) }));
    const waiting = [proven, ...messages].map((message) => ({ ms: Number(message.time.monoNs / 1_000_000n), message }));
    const run: Source['run'] = async (sink) => {
      for (const item of [...moments, ...waiting].sort((a, b) => a.ms - b.ms)) {
        if ('message' in item) sink.message(item.message);
        else sink.frame(item.pour());
        await sink.ready();
      }
    };
    return { layouts: [layout], observable: [], identity: { protocol: 'test' }, run };
  }
}

const numbersOf = ({ reports }: LivedLife) =>
  reports.map(({ risk, exposure, environment }: ReportPayload) => ({ risk, exposure, environment }));
/** All of them but the count of presses themselves, which have weight 0 in every model. */
const pricedOf = ({ reports }: LivedLife) =>
  reports.map(({ risk, exposure, environment }) => {
    const { riskIndex, p05Index, p95Index, lnM, drivers, relativities, covers, history } = risk;
    const others = history.filter(({ eventClass }) => eventClass !== 'emergencyStop');
    return { riskIndex, p05Index, p95Index, lnM, drivers, relativities, covers, others, exposure, environment };
  });
const typesOf = ({ lines }: LivedLife): string[] => lines.map((line) => String((JSON.parse(line) as { type: string }).type));
const base: readonly Message[] = [...stopped(2_000_000), safety(5_000_000, { collisionDetected: true })];

describe('B7: what changes neither index nor factor', () => {
  it('B7: an emergency-stop press changes neither index nor factor, wherever it falls (property)', async () => {
    const bare = pricedOf(await live(base));
    const moment = fc.integer({ min: 60_000, max: 14_000_000 });
    await fc.assert(
      fc.asyncProperty(fc.array(moment, { minLength: 1, maxLength: 5 }), async (presses) => {
        const lived = await live([...base, ...presses.flatMap(pressed)]);
        expect(pricedOf(lived)).toEqual(bare);
        expect(typesOf(lived)).toContain('event.indicators');
      }),
      { numRuns: 6 },
    );
  });

  it('§3.6: safeguards that work as intended count nothing: an opened guard, a reduced speed', async () => {
    const guarded = [safety(3_000_000, { safeguardStop: true, reducedMode: true }), safety(3_100_000, { safeguardStop: false })];
    const lived = await live([...base, ...guarded]);
    expect(numbersOf(lived)).toEqual(numbersOf(await live(base)));
    expect(lived.reports.some(({ events }) => events.countByClass.safeguardStop === 1)).toBe(true);
  });

  it('§3.6: a protective stop of a cold robot changes neither index nor credit, and is on record', async () => {
    const [bare, cold] = [await live([], 15), await live(stopped(60_000), 15)];
    expect(numbersOf(cold)).toEqual(numbersOf(bare));
    expect(typesOf(cold)).toContain('event.coldStart');
    const warm = await live(stopped(60_000), 40);
    expect(numbersOf(warm)).not.toEqual(numbersOf(bare));
    expect(typesOf(warm)).not.toContain('event.coldStart');
  });
});

describe('C5: findings and behaviour', () => {
  it('change no number: automatic resets beside the same stops held longer', async () => {
    const times = [2_000_000, 2_400_000, 2_800_000];
    const [slow, quick] = [await live(times.flatMap((ms) => stopped(ms))), await live(times.flatMap((ms) => stopped(ms, 1000)))];
    expect(numbersOf(quick)).toEqual(numbersOf(slow));
    const found = quick.reports.flatMap(({ findings = [] }) => findings);
    expect(found).toMatchObject([{ code: 'safety.autoReset', findingCount: 1, reviewRequested: true, replied: false }]);
    expect(slow.reports.flatMap(({ findings }) => findings)).toEqual([]);
  });

  it('change no number: who is in control, which task, which speed, how good the link, what feeds it', async () => {
    const says: Message[] = [
      { kind: 'mode', ...at(1_000_000), controlSource: 'teleoperated', operationalMode: 'manualReducedSpeed' },
      behaviour(1_100_000, { task: 'a', speedOverrideRatio: 0.3, linkQualityRatio: 0.1, charging: true, supply: 'battery' }),
      behaviour(1_200_000, { task: 'b', speedOverrideRatio: 1, linkQualityRatio: 1, charging: false, supply: 'mains' }),
    ];
    const lived = await live([...base, ...says]);
    expect(numbersOf(lived)).toEqual(numbersOf(await live(base)));
    expect(typesOf(lived)).toContain('behaviour.hours');
  });
});

describe('B6: indicators of what an event is consistent with', () => {
  const said = fc.oneof(
    fc.record({ controlSource: fc.constantFrom('autonomous', 'teleoperated', 'pendant', 'handGuided', 'externalProgram') }),
    fc.record({ operationalMode: fc.constantFrom('automatic', 'manualReducedSpeed', 'manualHighSpeed') }),
    fc.record({ supply: fc.constantFrom('mains', 'battery') }),
    fc.record({ charging: fc.boolean() }),
    fc.record({ linkQualityRatio: fc.constantFrom(0.1, 0.5, 0.9) }),
    fc.record({ speedOverrideRatio: fc.constantFrom(0.1, 0.5, 1) }),
    fc.record({ task: fc.constantFrom('a', 'b') }),
  );
  // Around the stop at 2,000 s and the impact at 5,000 s, within the five seconds that count and outside.
  const moment = fc.tuple(fc.constantFrom(2_000_000, 5_000_000), fc.integer({ min: -7000, max: 7000 })).map(([ms, offMs]) => ms + offMs);
  const message = fc.tuple(moment, said).map(([ms, words]): Message => {
    const isMode = 'controlSource' in words || 'operationalMode' in words;
    return isMode ? { kind: 'mode', ...at(ms), ...(words as object) } : behaviour(ms, words);
  });

  it('B6: never change a number, whatever they are (property)', async () => {
    const bare = await live(base);
    const indicatorsOf = ({ lines }: LivedLife) => lines.map((line) => JSON.parse(line)).filter(({ type }) => type === 'event.indicators');
    expect(indicatorsOf(bare)).toHaveLength(2);
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 8 }), async (messages) => {
        const lived = await live([...base, ...messages]);
        expect(numbersOf(lived)).toEqual(numbersOf(bare));
        expect(indicatorsOf(lived)).toHaveLength(2);
      }),
      { numRuns: 8 },
    );
  });
});

describe('B6: the evidence of indicators', () => {
  it('is on the ledger: every named record came before, and says a fact near the event', async () => {
    const fault = {
      codeSpace: 'test',
      codeRaw: '7',
      component: 'joint',
      part: 'joint',
      text: '',
      severity: 'warning',
      category: 'overcurrent',
    } as const;
    const lived = await live([
      ...base,
      behaviour(1_000_000, { supply: 'mains' }),
      behaviour(1_997_000, { supply: 'battery' }),
      { kind: 'fault', ...at(4_998_000), ...fault, active: true },
      ...pressed(5_002_000),
    ]);
    const records = lived.lines.map((line) => JSON.parse(line));
    const named = records
      .filter(({ type }) => type === 'event.indicators')
      .map(({ seq, data }) => {
        const ids: string[] = data.perilIndicators.flatMap((indicator: { records: string[] }) => indicator.records);
        const found = ids.map((id) => records.find((record) => `${record.epoch}:${record.seq}` === id));
        expect(found.every((record) => record?.seq < seq)).toBe(true);
        return [data.eventClass, ...found.map(({ type }) => type)];
      });
    expect(named).toEqual([
      ['protectiveStop', 'behaviour.changed'],
      ['impact', 'fault.raised', 'event.started'],
      ['emergencyStop', 'event.started', 'fault.raised'],
    ]);
  });
});

describe('§3.9: the evidence of findings', () => {
  it('is on the ledger: every named record is there, within its report, and of the type the finding says (property)', async () => {
    const quick = fc.integer({ min: 60_000, max: 14_000_000 }).map((ms) => stopped(ms, 1000));
    const payload = fc
      .tuple(fc.integer({ min: 60_000, max: 14_000_000 }), fc.constantFrom('1 kg', '2 kg', '3 kg'))
      .map(([ms, words]) => [behaviour(ms, { payload: words })]);
    let findingCount = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(quick, payload), { minLength: 4, maxLength: 24 }), async (messages) => {
        const { lines, reports } = await live(messages.flat());
        const typeOf = new Map(lines.map((line) => JSON.parse(line)).map(({ seq, type }) => [seq, type]));
        for (const { findings = [], log } of reports)
          for (const { code, recordSeqs, findingCount: count } of findings) {
            expect(recordSeqs.map((seq) => typeOf.get(seq))).toEqual(recordSeqs.map(() => code));
            expect(recordSeqs.every((seq) => seq >= log.firstSeq && seq <= log.lastSeq)).toBe(true);
            findingCount += count;
          }
      }),
      { numRuns: 8 },
    );
    expect(findingCount).toBeGreaterThan(0);
  });
});

describe('B7: another payload', () => {
  it('restarts the credit of stops and impacts, is a finding, and never lowers the index', async () => {
    const [kept, changed] = [await live([]), await live([behaviour(1000, { payload: '1 kg' }), behaviour(9_000_000, { payload: '3 kg' })])];
    const last = ({ reports }: LivedLife) => reports.at(-1);
    expect(Number(last(changed)?.risk.riskIndex)).toBeGreaterThan(Number(last(kept)?.risk.riskIndex));
    expect(changed.reports.flatMap(({ findings = [] }) => findings)).toMatchObject([
      { code: 'safetyConfiguration.changed', findingCount: 1 },
    ]);
  });
});

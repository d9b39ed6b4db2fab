import { describe, expect, it } from 'vitest';
import { busyStatus, newbornStatus } from '../../tests/support/agent-status.ts';
import type { StorageStatus } from '../contract/storage-status.ts';
import { unknown } from '../contract/unknown.ts';
import { statusLines } from './status-lines.ts';
import { statusWords } from './status-words.ts';

describe('the lines of a status', () => {
  const lines = statusLines(busyStatus, 'en');

  it('show hours truncated, never rounded up', () => {
    const counters = { ...busyStatus.counters, operatingMs: 3_599_999 };
    expect(statusLines({ ...busyStatus, counters }, 'en')[1]).toContain('operating 0:59:59');
  });

  it('show the three drivers that move the index most, strongest first', () => {
    const at = lines.findIndex((line) => line.startsWith('Index'));
    expect(lines[at]).toBe('Index      57.3; illustrative reference');
    expect(lines.slice(at + 1, at + 4).map((line) => line.trim().split(':')[0])).toEqual([
      'Safety history',
      'Operating environment',
      'Mechanical load in use',
    ]);
    expect(lines[at + 4]).toMatch(/^Events/);
  });

  it('show the early warning with what it is worth, and only where there is one', () => {
    const eventForecast = {
      ...{ nowRatio: 0.0126, within5sRatio: unknown('notObserved'), within10sRatio: 0.4 },
      ...{ textEn: 'Not a safety function.', textZh: '非安全功能。' },
    };
    const anomaly = { ...busyStatus.anomaly, eventForecast };
    const [en, zh] = (['en', 'zh'] as const).map((lang) => statusLines({ ...busyStatus, anomaly }, lang));
    const said = 'Outlook    protective stop now 0.013, within 5 s unknown (notObserved), within 10 s 0.400';
    expect(en).toEqual(expect.arrayContaining([said, '           Not a safety function.']));
    expect(zh).toContain('预警       保护性停止：此刻 0.013, 5 秒内 未知 (notObserved), 10 秒内 0.400');
    expect(zh).toContain('           非安全功能。');
    expect(lines.some((line) => line.startsWith('Outlook'))).toBe(false);
  });

  it('show every source and every recipient, with what is wrong', () => {
    expect(lines).toContain('Source     pack (serial): silent, 4821 frames, 0 flaws, 2 restarts');
    expect(lines).toContain(
      'Recipient  lessor at mqtt://192.0.2.7:1883: waiting (connection refused; tried 4 times, next in 12 s), 0 sent, 0 receipted',
    );
    expect(lines).toContain('Outbox     12 reports closed, 11 receipted; ledger 10482 records');
  });

  it('show what the disk holds, what a power cut costs, and how long the flash lasts on which assumption', () => {
    const storage: StorageStatus = {
      lanes: [
        { lane: 'ledger', sizeBytes: 12_345_678, bytesMax: 67_108_864 },
        { lane: 'samples', sizeBytes: 500_000 },
      ],
      tickMs: 60_000,
      lossBoundMs: 60_000,
      trouble: null,
      heldRecordCount: 0,
      hasBallast: true,
      flash: { writtenBytes: 9e6, bytesPerDay: 80e6, lifeYears: 205.3, assumed: { enduranceTb: 24, amplificationRatio: 4 } },
    };
    const shown = statusLines({ ...busyStatus, storage }, 'en');
    expect(shown).toContain('Storage    ledger 12.3 MB of 67.1 MB, samples 0.5 MB; a tick every 60 s, a power cut costs at most 60 s');
    expect(shown).toContain(
      'Flash      80.0 MB a day: more than 100 years of an eMMC of 24 TB at 4-fold write amplification (assumed), this agent alone',
    );
    const worn = statusLines({ ...busyStatus, storage: { ...storage, hasBallast: false, flash: unknown('insufficientData') } }, 'en');
    expect(worn.find((line) => line.startsWith('Storage'))).toMatch(/no ballast$/);
    expect(worn).toContain('Flash      unknown (insufficientData)');
  });

  it('show how many samples are kept, and what gave way to them', () => {
    const lanes: StorageStatus['lanes'] = [{ lane: 'ledger', sizeBytes: 1 }];
    const disk = {
      tickMs: 60_000,
      lossBoundMs: 60_000,
      trouble: null,
      heldRecordCount: 0,
      hasBallast: true,
      flash: unknown('notReported'),
    };
    const samples = { batchCount: 12, sizeBytes: 1, bytesMax: 2, evictedBatchCount: 0, evictedBytes: 0, evictedToWallMs: null };
    const shownWith = (change: object) =>
      statusLines({ ...busyStatus, storage: { lanes, ...disk, samples: { ...samples, droppedBatchCount: 0, ...change } } }, 'en');
    expect(shownWith({})).toContain('Samples    12 batches kept, 0 older ones (0.0 MB) gave way');
    const evicted = { evictedBatchCount: 3, evictedBytes: 1_200_000, evictedToWallMs: 0, droppedBatchCount: 2 };
    expect(shownWith(evicted)).toContain(
      'Samples    12 batches kept, 3 older ones (1.2 MB) gave way, up to 1970-01-01T00:00:00.000Z; 2 lost while the disk refused',
    );
    expect(statusLines({ ...busyStatus, storage: { lanes, ...disk } }, 'en').filter((line) => line.startsWith('Samples'))).toEqual([]);
  });

  it('end with what the index is not', () => {
    expect(lines.at(-1)).toBe(busyStatus.statement);
  });

  it('of a newborn agent say unknown and none', () => {
    const text = statusLines(newbornStatus, 'en').join('\n');
    expect(text).toContain('Index      unknown (insufficientData); illustrative reference');
    expect(text).toContain('Events     none; not observed: none');
  });

  it('leave a recipient without a reason without brackets', () => {
    const [channel] = busyStatus.channels;
    if (channel === undefined) throw new Error('the fixture has a channel');
    const text = statusLines({ ...busyStatus, channels: [{ ...channel, reason: '', protocolVersion: unknown('notObserved') }] }, 'en').join(
      '\n',
    );
    expect(text).toContain(': connected, 12 sent, 11 receipted');
  });

  it('show the condition: what sets it, what is unknown and why, and the advice', () => {
    const at = lines.findIndex((line) => line.startsWith('Health'));
    const { health } = busyStatus;
    expect(lines[at]).toBe(`Health     ${health?.textEn}`);
    expect(lines.slice(at + 1, at + 4).map((line) => line.trim())).toEqual([
      'Joint left_knee_joint: motor temperature 84 °C, WARN, index 30',
      'J3 thermal load (I²t): known of 0 of 29; 29 × no rating in the profile',
      'B3 cell imbalance: known of 0 of 1; 1 × no rest of half an hour seen',
    ]);
    expect(lines[at + 4]).toMatch(/^Advice {5}Joint left_knee_joint reached 84 °C .* Information only; not a safety function\.$/);
    expect(lines[at + 5]).toMatch(/^Index/);
  });

  it('of an agent of an earlier version say nothing of the condition', () => {
    const { health: _, ...earlier } = busyStatus;
    expect(statusLines(earlier, 'en').filter((line) => /^(Health|Advice)/.test(line))).toEqual([]);
  });
});

describe('the lines in Chinese', () => {
  const chinese = statusLines(busyStatus, 'zh');

  it('are as many as in English, none of them named in English, and their figures are the same', () => {
    const english = statusLines(busyStatus, 'en');
    expect(chinese).toHaveLength(english.length);
    const figures = (text: string): string[] => text.match(/\d+([.:]\d+)*/g) ?? [];
    for (const [place, line] of chinese.entries()) {
      expect(line).toMatch(/^([\u4e00-\u9fff]| {11})/);
      if (line.startsWith(' ')) continue;
      expect(figures(line).sort()).toEqual(figures(english[place] ?? '').sort());
    }
  });

  it('have the condition, its reasons and its advice from the catalogue', () => {
    const text = chinese.join('\n');
    expect(text).toContain(`部件状态   ${busyStatus.health?.textZh}`);
    expect(text).toContain('J3 热负荷（I²t）：29中已知0；29 × 机型文件未给出额定值');
    expect(text).toMatch(/^建议 {7}关节left_knee_joint温度达84℃/m);
    expect(chinese.at(-1)).toBe('相对保险风险指数，50 = 模型基准；不是安全评级；不说明靠近机器人是否安全。');
  });

  it('have a word for every word, and begin their text in one column', () => {
    for (const [key, word] of Object.entries(statusWords.en)) {
      expect(word, key).toMatch(/[A-Za-z]/);
      expect(statusWords.zh[key as keyof typeof statusWords.zh], key).not.toMatch(/[A-Za-z]/);
    }
    expect(chinese[0]).toMatch(/^代理 {7}\S/);
    expect(chinese[3]).toMatch(/^环境等级 {3}\S/);
  });
});

import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { alarmText } from '../assess/watch/watch-messages.ts';
import type { AlarmExplanation } from '../contract/anomaly.ts';
import { ConfigError } from '../contract/errors.ts';
import type { LedgerRecord } from '../contract/record.ts';
import { alarmSvg } from '../page/draw-alarm.ts';
import { type CommandIo, type ExitCode, exitCode } from './command.ts';
import { readLedgerLines, recordsIn } from './read-records.ts';

export interface ExplainAlarmOptions {
  /** Sequence of the alarm's record. */
  readonly seq: number;
  readonly svg?: string;
  readonly lang: 'en' | 'zh';
  readonly json?: boolean;
}

const alarmType = 'anomaly.alarm';
const ledgerName = 'ledger.jsonl';

/** One alarm of a ledger: what spoke, expected beside observed, who voted, what it was judged by, and alarms most like it; plot as SVG. */
export async function explainAlarm(io: CommandIo, path: string, { seq, svg, lang, json }: ExplainAlarmOptions): Promise<ExitCode> {
  const ledger = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? join(path, ledgerName) : path;
  const alarms = recordsIn(await readLedgerLines(ledger)).filter(({ type }) => type === alarmType);
  const record = alarms.find((one) => one.seq === seq);
  if (record === undefined) throw noSuchAlarm(path, seq, alarms);
  const explanation = record.data as unknown as AlarmExplanation;
  if (svg !== undefined) await writeFile(svg, plotOf(explanation, { path, seq, lang }));
  if (json) io.out(JSON.stringify({ seq, wall: record.wall, ...record.data, ...(svg === undefined ? {} : { svg }) }));
  else for (const line of alarmLines(record, alarms, lang)) io.out(line);
  return exitCode.ok;
}

function noSuchAlarm(path: string, seq: number, alarms: readonly LedgerRecord[]): ConfigError {
  const known = alarms.map((one) => one.seq).join(', ');
  const remedy = known === '' ? 'there is none in this ledger' : `write one of ${known}`;
  return new ConfigError('explain/no-such-alarm', [{ place: path, value: `--alarm ${seq}`, remedy }]);
}

function plotOf(explanation: AlarmExplanation, { path, seq, lang }: { path: string; seq: number; lang: 'en' | 'zh' }): string {
  const drawn = explanation.trace === undefined ? undefined : alarmSvg(explanation, lang);
  if (drawn !== undefined) return drawn;
  const remedy = 'leave out --svg: nothing was followed before this alarm';
  throw new ConfigError('explain/no-trace', [{ place: path, value: `--alarm ${seq}`, remedy }]);
}

const words = {
  en: {
    alarm: 'Alarm',
    judgedBy: 'Judged by',
    channels: 'Channels (−ln p)',
    similar: 'Most alike',
    none: 'none',
    rule: 'decision',
    reference: 'reference',
  },
  zh: {
    alarm: '报警',
    judgedBy: '判定依据',
    channels: '通道（−ln p）',
    similar: '最相似的既往报警',
    none: '无',
    rule: '判定规则',
    reference: '参照',
  },
} as const;

function alarmLines({ seq, wall, data }: LedgerRecord, alarms: readonly LedgerRecord[], lang: 'en' | 'zh'): string[] {
  const explanation = data as unknown as AlarmExplanation;
  const say = words[lang];
  const { alarmIndex, levels = [], channels = {}, similar = [] } = explanation;
  const seqOf = (index: number): string => String(alarms.find((one) => one.data.alarmIndex === index)?.seq ?? '–');
  const alike = similar.map(
    (one) => `${seqOf(one.alarmIndex)} (${one.joint}, ${one.channel}, ${one.wall}, ${one.distanceScore.toFixed(2)})`,
  );
  const loudest = Object.entries(channels).sort(([, a], [, b]) => b - a);
  const network = data.backend === 'none' ? '' : `; ${data.backend} ${data.weightsSha256}`;
  return [
    `${say.alarm} ${alarmIndex} [${seq}] ${wall}`,
    `  ${alarmText(explanation)[lang]}`,
    `  ${say.channels}: ${loudest.map(([name, score]) => `${name} ${score.toFixed(1)}`).join(', ') || say.none}`,
    `  ${say.judgedBy}: ${levels.join(', ')}; ${say.rule} ${data.decisionRule}; ${say.reference} ${data.referenceSha256}${network}`,
    `  ${say.similar}: ${alike.join('; ') || say.none}`,
  ];
}

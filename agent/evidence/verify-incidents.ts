import type { VerdictNotes } from './verdict.ts';
import type { ReceivedFile } from './verify-report.ts';

/** A file of the black box as it was found. */
export interface IncidentFile {
  readonly incidentId: string;
  readonly name: string;
  /** `sha256:` of its bytes. */
  readonly sha256: string;
}

/** What a ledger says of one file of the black box. */
interface IncidentRecord {
  readonly type: string;
  readonly incidentId: string;
  readonly sha256: string;
  /** File and line. */
  readonly place: string;
}

const typeMark = Buffer.from('"type":"incident.');
const LINE_BREAK_BYTE = 0x0a;
/** After these, the file is rightly not there. */
const goneTypes: readonly string[] = ['incident.evicted', 'incident.missing'];

/**
 * Holds the files of the black box against the hashes the ledger has of them: one that differs is a failure, one that is absent and was not
 * given up is a finding, as is one that no record names. Without a ledger there is nothing to hold them against.
 */
export function verifyIncidents(ledgers: readonly ReceivedFile[], files: readonly IncidentFile[], notes: VerdictNotes): void {
  if (ledgers.length === 0) return;
  const records = ledgers.flatMap((ledger) => [...incidentRecords(ledger)]);
  const known = Map.groupBy(records, ({ incidentId }) => incidentId);
  for (const file of files) checkFile(file, known.get(file.incidentId) ?? [], notes);
  const present = new Set(files.map(({ incidentId }) => incidentId));
  for (const [incidentId, said] of known) {
    const gone = new Set(said.filter(({ type }) => goneTypes.includes(type)).map(({ sha256 }) => sha256));
    const wanted = said.findLast(({ type, sha256 }) => type === 'incident.recorded' && !gone.has(sha256));
    if (wanted === undefined || present.has(incidentId)) continue;
    notes.finding('V7', 'incident.absent', { place: wanted.place, text: `the file of incident ${incidentId} is not among those given` });
  }
}

function checkFile({ incidentId, name, sha256 }: IncidentFile, said: readonly IncidentRecord[], notes: VerdictNotes): void {
  const first = said[0];
  if (first === undefined) {
    notes.finding('V7', 'incident.unrecorded', { place: name, text: `no record of the ledgers given names incident ${incidentId}` });
  } else if (said.every((record) => record.sha256 !== sha256)) {
    notes.failure('V7', 'incident.changed', { place: name, text: `is not the file whose hash stands in ${first.place}` });
  }
}

/** Only the lines that speak of incidents are parsed; one that is no JSON is for the check of the ledger. */
function* incidentRecords({ name, bytes }: ReceivedFile): Generator<IncidentRecord> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let [lineNumber, countedTo] = [1, 0];
  for (let at = buffer.indexOf(typeMark); at >= 0; at = buffer.indexOf(typeMark, at + 1)) {
    const start = buffer.lastIndexOf(LINE_BREAK_BYTE, at) + 1;
    const found = buffer.indexOf(LINE_BREAK_BYTE, at);
    for (let end = buffer.indexOf(LINE_BREAK_BYTE, countedTo); end >= 0 && end < start; end = buffer.indexOf(LINE_BREAK_BYTE, end + 1)) {
      lineNumber++;
      countedTo = end + 1;
    }
    const record = parsed(buffer.toString('utf8', start, found < 0 ? buffer.length : found));
    if (record !== undefined) yield { ...record, place: `${name} line ${lineNumber}` };
  }
}

function parsed(line: string): Omit<IncidentRecord, 'place'> | undefined {
  try {
    const { type, data } = JSON.parse(line) as { readonly type?: unknown; readonly data?: { incidentId?: unknown; sha256?: unknown } };
    const { incidentId, sha256 } = data ?? {};
    const isWhole = typeof type === 'string' && typeof incidentId === 'string' && typeof sha256 === 'string';
    return isWhole ? { type, incidentId, sha256 } : undefined;
  } catch {
    return undefined;
  }
}

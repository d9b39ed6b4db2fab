import { type EventClassHistory, type RiskAssessment, type RiskDriver, riskDimensions } from '../contract/assessment.ts';
import { type DimensionGrade, type EnvironmentGrade, environmentDimensions } from '../contract/environment-grade.ts';
import type { ReportedFinding } from '../contract/finding.ts';
import { type FindingCode, findingCodes } from '../contract/finding-code.ts';
import { type ReportedReply, repliesListedMax } from '../contract/finding-reply.ts';
import type { EpochStart, SeqRange } from '../contract/record.ts';
import { type GapList, type ReportPayload, reportSchemaId } from '../contract/report.ts';
import { documentRoles, type ReportedDocument, type ReportedDocuments } from '../contract/signed-document.ts';
import {
  type CoverAssessment,
  type CoverDriver,
  covers,
  lifecycleStages,
  type StageAssessment,
  type StageClassCount,
  scenes,
} from '../contract/stage-of-use.ts';
import { type Grade, type MsByGrade, ratedEventClasses, type UsageCounters } from '../contract/usage.ts';
import { healthSchema } from './health-schema.ts';
import { replySignatureCharsMax } from './reply-signature.ts';
import {
  arrayOf,
  either,
  finite,
  flag,
  hexHash,
  json,
  jsonObject,
  knowable,
  mapOf,
  nullable,
  numberIn,
  object,
  objectWith,
  oneOf,
  partialObject,
  ratio,
  recordOf,
  type SchemaOf,
  sha256Text,
  text,
  textLike,
  thumbprintText,
  utcText,
  whole,
  word,
} from './schema-terms.ts';

/** Nodes of a consistency proof: two per level of a tree of 2^53 leaves. */
const proofNodesMax = 106;
const gapsListedMax = 64;
const namesMax = 256;
const driversMax = 64;
const lostRangesMax = 64;
const seqsListedMax = 8;

const index = numberIn(0, 100);
const grade: SchemaOf<Grade> = oneOf([1, 2, 3, 4, 5]);
const msByGrade: SchemaOf<MsByGrade> = { type: 'array', items: whole, minItems: 5, maxItems: 5 };
const eventClass = textLike('^[a-z][A-Za-z0-9]{0,63}$', 'an event class in camelCase');

const counters = object<UsageCounters>({
  powerOnMs: whole,
  readyMs: whole,
  operatingMs: whole,
  collaborativeMs: whole,
  gapMs: whole,
  operatingMsByE: msByGrade,
  operatingMsByEPhys: msByGrade,
  operatingMsByEPeople: msByGrade,
  cycleCount: whole,
  standingMs: whole,
  loadMs: whole,
  suspendedMs: whole,
  unmeteredMs: whole,
  distanceMm: whole,
  energyMj: whole,
});

const dimensionGrade = object<DimensionGrade>({
  grade,
  provenance: oneOf(['measured', 'declared', 'derived', 'unknown']),
  value: knowable(either(finite, word)),
});

const environment = object<EnvironmentGrade>({
  e: grade,
  ePhys: grade,
  ePeople: grade,
  binding: oneOf(environmentDimensions),
  dimensions: partialObject(environmentDimensions, dimensionGrade),
});

const driver = object<RiskDriver>({
  dimension: oneOf(riskDimensions),
  ln: finite,
  factorRatio: { type: 'number', exclusiveMinimum: 0 },
  aloneIndex: index,
  shareRatio: numberIn(-1, 1),
  textEn: text,
  textZh: text,
});

const notNegative: SchemaOf<number> = { type: 'number', minimum: 0 };

const history = object<EventClassHistory>({
  eventClass: oneOf(ratedEventClasses),
  eventCount: whole,
  exposureMs: whole,
  agedCount: notNegative,
  agedExposureMs: notNegative,
  weightRatio: ratio,
  ratePerH: knowable(notNegative),
  rateP05PerH: knowable(notNegative),
  rateP95PerH: knowable(notNegative),
  credibilityRatio: ratio,
  relativityRatio: notNegative,
});

const coverDriver = object<CoverDriver>({
  dimension: oneOf(riskDimensions),
  ln: finite,
  factorRatio: { type: 'number', exclusiveMinimum: 0 },
});
const interval = { riskIndex: knowable(index), p05Index: knowable(index), p95Index: knowable(index) };
const cover = object<CoverAssessment>({ ...interval, lnM: knowable(finite), drivers: arrayOf(coverDriver, riskDimensions.length) });

const stageCount = object<StageClassCount>({ eventClass: oneOf(ratedEventClasses), eventCount: whole, exposureMs: whole });
/** Every stage and scene, each of them also not declared. */
const stagesMax = (lifecycleStages.length + 1) * (scenes.length + 1);
const stage = object<StageAssessment>({
  stage: knowable(oneOf(lifecycleStages)),
  scene: knowable(oneOf(scenes)),
  trl: knowable(whole),
  isActive: flag,
  operatingMs: whole,
  ...interval,
  history: arrayOf(stageCount, ratedEventClasses.length),
});

const risk = objectWith<RiskAssessment, 'byCover' | 'byStage'>(
  {
    riskIndex: knowable(index),
    p05Index: knowable(index),
    p95Index: knowable(index),
    lnM: knowable(finite),
    drivers: arrayOf(driver, driversMax),
    relativities: recordOf(riskDimensions, knowable(notNegative)),
    covers: object<RiskAssessment['covers']>({ body: knowable(index), thirdParty: knowable(index) }),
    history: arrayOf(history, ratedEventClasses.length),
    notObserved: arrayOf(oneOf(ratedEventClasses), ratedEventClasses.length),
    coverageRatio: ratio,
    coverageTier: oneOf(['normal', 'imputed', 'provisional', 'insufficient']),
    displayGrade: grade,
    operatingMsByE: msByGrade,
  },
  { byCover: recordOf(covers, cover), byStage: arrayOf(stage, stagesMax) },
);

const gaps = object<GapList>({
  gapCount: whole,
  durationMs: whole,
  listed: arrayOf(object<GapList['listed'][number]>({ from: utcText, durationMs: whole, cause: word }), gapsListedMax),
});

const lost = knowable(arrayOf(object<SeqRange>({ fromSeq: whole, toSeq: whole }), lostRangesMax));

const epochStart = object<EpochStart>({
  prevEpoch: whole,
  prevSize: nullable(whole),
  prevRoot: nullable(sha256Text),
  cause: oneOf(['databaseMissing', 'databaseUnreadable', 'recordsDamaged', 'stateDamaged', 'reportsDamaged', 'rolledBack']),
  detail: text,
  salvagedReportCount: whole,
  lostRecords: lost,
  lostReports: lost,
  totalsFrom: oneOf(['state', 'report', 'zero']),
  quarantined: nullable(word),
  givenUp: arrayOf(word, namesMax),
});

const document = object<ReportedDocument>({
  sha256: sha256Text,
  signedBy: nullable(
    object<NonNullable<ReportedDocument['signedBy']>>({ kid: thumbprintText, role: oneOf(documentRoles), validUntil: utcText }),
  ),
});
const documents = object<ReportedDocuments>({ context: nullable(document), referenceModel: document });

const seqs = arrayOf(whole, seqsListedMax);
const signature: SchemaOf<string> = { type: 'string', maxLength: replySignatureCharsMax };
const reply = object<ReportedReply>({ seq: whole, findingSeq: whole, text, jws: nullable(signature) });
const finding = objectWith<ReportedFinding, 'replies'>(
  {
    code: oneOf(Object.keys(findingCodes) as FindingCode[]),
    findingCount: whole,
    recordSeqs: seqs,
    reviewRequested: flag,
    replied: flag,
    replySeqs: seqs,
  },
  { replies: arrayOf(reply, repliesListedMax) },
);
const findings = arrayOf(finding, Object.keys(findingCodes).length);

/** JSON Schema of a report's payload. The type checker keeps it equal to the contract, member by member. */
export const reportSchema = objectWith<ReportPayload, 'epochStart' | 'documents' | 'findings' | 'health'>(
  {
    schema: oneOf([reportSchemaId]),
    agentId: thumbprintText,
    origin: oneOf(['live', 'replay', 'simulation']),
    robot: object<ReportPayload['robot']>({ manufacturer: word, model: word, serialNumber: knowable(word), profile: word }),
    reportSeq: whole,
    epoch: whole,
    period: object<ReportPayload['period']>({ from: utcText, to: utcText }),
    prevReport: nullable(sha256Text),
    lastReceipt: nullable(sha256Text),
    log: object<ReportPayload['log']>({
      size: { ...whole, minimum: 1 },
      root: sha256Text,
      head: sha256Text,
      firstSeq: whole,
      lastSeq: whole,
    }),
    consistency: arrayOf(hexHash, proofNodesMax),
    time: object<ReportPayload['time']>({ syncState: word, maxStepMs: notNegative, lossBoundMs: whole }),
    versions: mapOf(word),
    exposure: object<ReportPayload['exposure']>({ opening: counters, closing: counters }),
    environment,
    events: object<ReportPayload['events']>({
      countByClass: { ...mapOf(whole), propertyNames: eventClass },
      notObserved: arrayOf(eventClass, namesMax),
    }),
    anomaly: jsonObject,
    risk,
    gaps,
    intake: jsonObject,
    assessmentState: object<ReportPayload['assessmentState']>({ opening: json, closing: json }),
    actuarial: oneOf([false]),
    safetyRelated: oneOf([false]),
    statement: text,
  },
  { epochStart, documents, findings, health: healthSchema },
);

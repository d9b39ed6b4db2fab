import type { DocumentRole, ReportedDocument, ReportedDocuments } from '../contract/signed-document.ts';

/** Characters of a `kid` that are printed; `--json` has all. */
const kidCharsMax = 12;

const roleNamesZh: Readonly<Record<DocumentRole, string>> = {
  insurer: '保险人',
  lessor: '出租人',
  owner: '所有人',
  integrator: '集成商',
  oem: '制造商',
};

const words = {
  en: {
    none: 'no context declared or in force',
    context: 'context declared',
    model: 'reference model',
    unsigned: 'unsigned',
    by: (kid: string, role: DocumentRole, until: string) => `signed by ${kid} (${role}) until ${until}`,
    comma: ', ',
    join: '; ',
  },
  zh: {
    none: '无已申报或有效的申报信息',
    context: '申报信息',
    model: '参考模型',
    unsigned: '未签名',
    by: (kid: string, role: DocumentRole, until: string) => `由 ${kid}（${roleNamesZh[role]}）签名，有效至 ${until}`,
    comma: '，',
    join: '；',
  },
} as const;

/** Who signed a report's documents, in one line: `context declared, unsigned; reference model, unsigned`. */
export function documentsText({ context, referenceModel }: ReportedDocuments, lang: 'en' | 'zh' = 'en'): string {
  const say = words[lang];
  const texts = [
    context === null ? say.none : `${say.context}${say.comma}${signedText(context, lang)}`,
    `${say.model}${say.comma}${signedText(referenceModel, lang)}`,
  ];
  return texts.join(say.join);
}

/** `unsigned`, or whose signature was in force and until when. */
export function signedText({ signedBy }: Pick<ReportedDocument, 'signedBy'>, lang: 'en' | 'zh' = 'en'): string {
  const say = words[lang];
  return signedBy === null
    ? say.unsigned
    : say.by(`${signedBy.kid.slice(0, kidCharsMax)}…`, signedBy.role, signedBy.validUntil.slice(0, 10));
}

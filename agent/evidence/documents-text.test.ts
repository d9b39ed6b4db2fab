import { describe, expect, it } from 'vitest';
import { documentsText, signedText } from './documents-text.ts';

const unsigned = { sha256: 'sha256:00', signedBy: null };
const signed = {
  sha256: 'sha256:00',
  signedBy: { kid: 'abcdefghijklmnop', role: 'integrator', validUntil: '2027-01-01T00:00:00.000Z' },
} as const;

describe('documentsText', () => {
  it.each([
    [{ context: unsigned, referenceModel: unsigned }, 'context declared, unsigned; reference model, unsigned'],
    [
      { context: signed, referenceModel: unsigned },
      'context declared, signed by abcdefghijkl… (integrator) until 2027-01-01; reference model, unsigned',
    ],
    [{ context: null, referenceModel: unsigned }, 'no context declared or in force; reference model, unsigned'],
  ])('says in one line who signed what', (documents, text) => {
    expect(documentsText(documents)).toBe(text);
  });

  it('speaks Chinese', () => {
    expect(documentsText({ context: signed, referenceModel: unsigned }, 'zh')).toBe(
      '申报信息，由 abcdefghijkl…（集成商）签名，有效至 2027-01-01；参考模型，未签名',
    );
  });

  it('names the signer of a single document too', () => {
    expect([signedText(unsigned), signedText(signed)]).toEqual(['unsigned', 'signed by abcdefghijkl… (integrator) until 2027-01-01']);
    expect(signedText(unsigned, 'zh')).toBe('未签名');
  });
});

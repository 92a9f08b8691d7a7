import { describe, expect, it } from 'vitest';
import { senseClasses } from '../../machines/protocol/sense.ts';
import { buildSense } from '../../src/scsi/sense.ts';
import { senseClassOf, senseOfClass } from '../../src/scsi/sense-class.ts';
import { bytes } from './hex.ts';

describe('sense classes', () => {
  it('have bytes that fall into them, except those that say the bytes are unusable', () => {
    const unusable = new Set<string>(['SHORT', 'BAD_RESPONSE_CODE', 'NOT_CLASS_7']);
    for (const name of senseClasses) {
      const sense = senseOfClass(name);
      expect(sense === undefined).toBe(unusable.has(name));
      if (sense === undefined) continue;
      expect(senseClassOf(buildSense(sense))).toBe(name);
      expect(senseClassOf(buildSense(sense, 'descriptor'))).toBe(name);
    }
  });

  it('tell unusable bytes apart', () => {
    expect(senseClassOf(bytes('700006'))).toBe('SHORT');
    expect(senseClassOf(bytes('0000000000'))).toBe('NOT_CLASS_7');
    expect(senseClassOf(bytes('7400000000'))).toBe('BAD_RESPONSE_CODE');
    expect(senseClassOf(bytes('7f00060000000000'))).toMatch(/^UNIT_ATTENTION/);
  });

  it('take in code pairs that no layer tells apart', () => {
    expect(senseClassOf(buildSense({ key: 5, asc: 0x26, ascq: 0x02 }))).toBe('ILLEGAL_REQUEST 26/00');
    expect(senseClassOf(buildSense({ key: 5, asc: 0x1a, ascq: 0 }))).toBe('ILLEGAL_REQUEST 24/00');
    expect(senseClassOf(buildSense({ key: 6, asc: 0x5e, ascq: 0 }))).toBe('UNIT_ATTENTION 2A/01');
    expect(senseClassOf(buildSense({ key: 3, asc: 0x31, ascq: 0 }))).toBe('MEDIUM_ERROR 11/00');
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Measurement, readMeasurement } from '../spec/measured.ts';
import { packageRoot } from './package-root.ts';

/** The shipped figures: which tests notice which broken transition. */
export const measurementFile = (): string => join(packageRoot(), 'src', 'spec', 'measured.jsonl');

/** Reads the shipped figures. */
export const shippedMeasurement = (): Measurement =>
  readMeasurement(readFileSync(measurementFile(), 'utf8'), 'measured.jsonl');

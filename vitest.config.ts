import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'threads',
    // By default one core is left idle.
    maxWorkers: availableParallelism(),
    // Long enough for an exhaustive exploration on a slow machine; a hang is still found.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});

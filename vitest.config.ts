import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { fromDist } from './test/compiled.ts';
import { LongestFirst } from './test/longest-first.ts';

/** `--sequence.shuffle.files`: in any order, to show that no file needs another. */
const ordered = process.argv.every((argument) => !argument.startsWith('--sequence'));

export default defineConfig(({ mode }) => ({
  // `npm test` has compiled before; without it the sources are what is tested.
  plugins: mode === 'compiled' ? [fromDist] : [],
  test: {
    include: ['test/**/*.test.ts'],
    server: { deps: { external: [/\/dist\//] } },
    // A process has a working directory of its own, which the tests of the program change.
    pool: 'forks',
    // Loading the machines takes longer than most tests: a process does it once for all the files it runs.
    isolate: false,
    // By default one core is left idle. A test in a browser waits for it most of the time: one more than there are cores.
    maxWorkers: availableParallelism() + 1,
    ...(ordered ? { sequence: { sequencer: LongestFirst } } : {}),
    // What comes to a receiver of @xstate/inspect after a test has stopped it: XState 4 warns of each message.
    onConsoleLog: (text) => !/sent to stopped service|predictableActionArguments/.test(text),
    // Long enough on a machine with much else to do; a hang is still found.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Texts are compared as they are read: where CI is set, picocolors would colour them.
    env: { NO_COLOR: '1' },
    expect: { poll: { timeout: 60_000 } },
  },
}));

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('without SPIN and a C compiler, verify:spin says what to install and exits 2', () => {
  const tool = join(import.meta.dirname, '../../tools/verify-spin.mjs');
  const env = { ...process.env, PATH: import.meta.dirname };
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool], { env, encoding: 'utf8' });
  expect(stderr).toMatch(/^verify:spin needs spin and gcc: apt-get install spin gcc\n$/);
  expect(stdout).toBe('');
  expect(status).toBe(2);
});

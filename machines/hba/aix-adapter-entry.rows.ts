import { cite } from '../clauses/index.ts';

export const noReadWrite = {
  actions: 'it fails: ENODEV',
  description: 'The driver has no such entry point.',
  meta: cite('entry-no-read-write'),
} as const;

export const notConfigured = {
  actions: 'it fails: ENODEV',
  description: 'There is no entry in the device switch table.',
  meta: cite('entry-not-configured'),
} as const;

export const crashes = {
  guard: 'from an interrupt level',
  target: '#crashed',
  description: 'From an interrupt level: the system may crash, and here it does.',
  meta: cite('ioctl-process-level'),
} as const;

export const needsAuthority = {
  guard: 'SC_DIAGNOSTIC without authority',
  actions: 'it fails: EPERM',
  description: 'SC_DIAGNOSTIC without the authority for it.',
  meta: cite('entry-open-diagnostic'),
} as const;

export const vitalData = {
  actions: 'it returns 0',
  description: 'Vital product data.',
  meta: cite('entry-config'),
} as const;

export const configuredTwice = {
  actions: 'it fails: EINVAL',
  description: 'CFG_INIT for a configured adapter.',
  meta: cite('entry-not-configured'),
} as const;

export const terminatesOpen = {
  actions: 'it fails: EBUSY',
  description: 'CFG_TERM while the adapter is open.',
  meta: cite('entry-config'),
} as const;

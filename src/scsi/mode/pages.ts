import { FieldTable, type FieldValues } from '../field-table.ts';

const head = [
  { name: 'ps', byte: 0, bit: 7, width: 1, meaning: 'can be saved' },
  { name: 'pageCode', byte: 0, bit: 5, width: 6, meaning: 'page' },
  { name: 'pageLength', byte: 1, bit: 7, width: 8, meaning: 'bytes that follow' },
] as const;

/** Read-write error recovery page, 01h (SBC-3 6.4.7). */
export const errorRecoveryTable = new FieldTable('read-write error recovery mode page', 12, [
  ...head,
  { name: 'awre', byte: 2, bit: 7, width: 1, meaning: 'reallocate defective blocks on writing' },
  { name: 'arre', byte: 2, bit: 6, width: 1, meaning: 'reallocate defective blocks on reading' },
  { name: 'tb', byte: 2, bit: 5, width: 1, meaning: 'transfer blocks that could not be recovered' },
  { name: 'rc', byte: 2, bit: 4, width: 1, meaning: 'never delay for recovery' },
  { name: 'eer', byte: 2, bit: 3, width: 1, meaning: 'early recovery' },
  { name: 'per', byte: 2, bit: 2, width: 1, meaning: 'report recovered errors' },
  { name: 'dte', byte: 2, bit: 1, width: 1, meaning: 'end the transfer on a recovered error' },
  { name: 'dcr', byte: 2, bit: 0, width: 1, meaning: 'do not correct' },
  { name: 'readRetries', byte: 3, bit: 7, width: 8, meaning: 'read retries' },
  { name: 'writeRetries', byte: 8, bit: 7, width: 8, meaning: 'write retries' },
  { name: 'recoveryTimeLimit', byte: 10, bit: 7, width: 16, meaning: 'milliseconds', values: { 0: 'not stated' } },
]);

/** Caching page, 08h (SBC-3 6.4.5). */
export const cachingTable = new FieldTable('caching mode page', 20, [
  ...head,
  { name: 'ic', byte: 2, bit: 7, width: 1, meaning: 'initiator controls the cache' },
  { name: 'abpf', byte: 2, bit: 6, width: 1, meaning: 'abort prefetch' },
  { name: 'cap', byte: 2, bit: 5, width: 1, meaning: 'caching analysis permitted' },
  { name: 'disc', byte: 2, bit: 4, width: 1, meaning: 'prefetch across discontinuities' },
  { name: 'size', byte: 2, bit: 3, width: 1, meaning: 'segment size instead of number' },
  { name: 'wce', byte: 2, bit: 2, width: 1, meaning: 'write cache', values: { 0: 'through', 1: 'enabled' } },
  { name: 'mf', byte: 2, bit: 1, width: 1, meaning: 'prefetch is in multiples' },
  { name: 'rcd', byte: 2, bit: 0, width: 1, meaning: 'read cache', values: { 0: 'enabled', 1: 'disabled' } },
  { name: 'readRetention', byte: 3, bit: 7, width: 4, meaning: 'demand read retention priority' },
  { name: 'writeRetention', byte: 3, bit: 3, width: 4, meaning: 'write retention priority' },
  { name: 'disablePrefetchLength', byte: 4, bit: 7, width: 16, meaning: 'no prefetch beyond this transfer length' },
  { name: 'minPrefetch', byte: 6, bit: 7, width: 16, meaning: 'minimum prefetch' },
  { name: 'maxPrefetch', byte: 8, bit: 7, width: 16, meaning: 'maximum prefetch' },
  { name: 'maxPrefetchCeiling', byte: 10, bit: 7, width: 16, meaning: 'maximum prefetch ceiling' },
  { name: 'fsw', byte: 12, bit: 7, width: 1, meaning: 'force sequential write' },
  { name: 'lbcss', byte: 12, bit: 6, width: 1, meaning: 'segment size is in blocks' },
  { name: 'dra', byte: 12, bit: 5, width: 1, meaning: 'disable read-ahead' },
  { name: 'nvDis', byte: 12, bit: 0, width: 1, meaning: 'do not use non-volatile cache' },
  { name: 'segments', byte: 13, bit: 7, width: 8, meaning: 'number of cache segments' },
  { name: 'segmentSize', byte: 14, bit: 7, width: 16, meaning: 'cache segment size' },
]);

/** Control page, 0Ah (SPC-3 7.4.6). */
export const controlTable = new FieldTable('control mode page', 12, [
  ...head,
  {
    name: 'tst',
    byte: 2,
    bit: 7,
    width: 3,
    meaning: 'task sets',
    values: { 0: 'one for all', 1: 'one per initiator' },
  },
  { name: 'dSense', byte: 2, bit: 2, width: 1, meaning: 'sense format', values: { 0: 'fixed', 1: 'descriptor' } },
  { name: 'gltsd', byte: 2, bit: 1, width: 1, meaning: 'do not save log parameters' },
  { name: 'rlec', byte: 2, bit: 0, width: 1, meaning: 'report log exceptions' },
  {
    name: 'queueAlgorithm',
    byte: 3,
    bit: 7,
    width: 4,
    meaning: 'reordering',
    values: { 0: 'restricted', 1: 'unrestricted' },
  },
  {
    name: 'qErr',
    byte: 3,
    bit: 2,
    width: 2,
    meaning: 'other commands after CHECK CONDITION',
    values: { 0: 'go on', 1: 'are aborted', 3: 'of this initiator are aborted' },
  },
  { name: 'uaInterlock', byte: 4, bit: 5, width: 2, meaning: 'unit attention interlock' },
  { name: 'swp', byte: 4, bit: 3, width: 1, meaning: 'software write protect' },
  { name: 'ato', byte: 5, bit: 7, width: 1, meaning: 'application tag owner' },
  { name: 'tas', byte: 5, bit: 6, width: 1, meaning: 'report TASK ABORTED' },
  { name: 'busyTimeout', byte: 8, bit: 7, width: 16, meaning: 'busy timeout, 100 ms', values: { 0xffff: 'no limit' } },
  { name: 'selfTestTime', byte: 10, bit: 7, width: 16, meaning: 'extended self-test, seconds' },
]);

/** Page code that asks for all pages. */
export const ALL_PAGES = 0x3f;
/** Subpage code that asks for all subpages too. */
export const ALL_SUBPAGES = 0xff;

/** The mode pages of the logical unit, in ascending order of page code. */
export const modePages = {
  errorRecovery: { code: 0x01, table: errorRecoveryTable },
  caching: { code: 0x08, table: cachingTable },
  control: { code: 0x0a, table: controlTable },
} as const;

/** Name of a mode page. */
export type ModePageName = keyof typeof modePages;

/** Contents of a mode page, without the fields that every page begins with. */
export type ModePageValues<Name extends ModePageName> = Omit<
  FieldValues<(typeof modePages)[Name]['table']['fields']>,
  'ps' | 'pageCode' | 'pageLength'
>;

/** Names of all mode pages, in ascending order of page code. */
export const modePageNames = ['errorRecovery', 'caching', 'control'] as const satisfies readonly ModePageName[];

/** Builds a mode page that can be saved; fields not given are 0. */
export function buildModePage<Name extends ModePageName>(
  name: Name,
  values: Partial<ModePageValues<Name>>,
): Uint8Array {
  const { code, table } = modePages[name];
  const page = new Uint8Array(table.length);
  (table as FieldTable).encodeInto(page, 0, values as Readonly<Record<string, number>>);
  (table as FieldTable).encodeInto(page, 0, { ps: 1, pageCode: code, pageLength: table.length - 2 });
  return page;
}

/**
 * Reads a mode page, header included.
 * @throws InputError `scsi-length` when it has another length.
 */
export function parseModePage<Name extends ModePageName>(
  name: Name,
  bytes: Uint8Array,
): FieldValues<(typeof modePages)[Name]['table']['fields']> {
  return (modePages[name].table as FieldTable).decode(bytes) as FieldValues<
    (typeof modePages)[Name]['table']['fields']
  >;
}

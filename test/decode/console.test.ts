import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Decoded, decode } from '../../src/decode/decode.ts';
import { decodeText } from '../../src/decode/decode-text.ts';
import { InputError } from '../../src/input-error.ts';

/** Recorded from Linux 6.1 with injected errors. */
const mediumError = `[   22.997282] MARK medium-error probe-done
[   23.335326] sd 0:0:0:0: [sda] tag#46 Done: SUCCESS Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s
[   23.335455] sd 0:0:0:0: [sda] tag#46 CDB: Read(10) 28 00 00 00 12 30 00 00 08 00
[   23.335477] sd 0:0:0:0: [sda] tag#46 Sense Key : Medium Error [current]
[   23.335493] sd 0:0:0:0: [sda] tag#46 Add. Sense: Unrecovered read error
[   23.336233] critical medium error, dev sda, sector 4656 op 0x0:(READ) flags 0x800 phys_seg 1 prio class 2
[   23.524356] sd 0:0:0:0: [sda] tag#47 Done: SUCCESS Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s
[   23.524507] sd 0:0:0:0: [sda] tag#47 CDB: Read(10) 28 00 00 00 12 30 00 00 08 00
[   23.524531] sd 0:0:0:0: [sda] tag#47 Sense Key : Medium Error [current]
[   23.524546] sd 0:0:0:0: [sda] tag#47 Add. Sense: Unrecovered read error`;

const ftrace = `    kworker/1:1H-44      [001] .....    38.651733: scsi_dispatch_cmd_error: host_no=0 channel=0 id=0 lun=0 data_sgl=1 prot_sgl=0 prot_op=SCSI_PROT_NORMAL driver_tag=23 scheduler_tag=78 cmnd=(READ_10 lba=48 txlen=8 protect=0 raw=28 00 00 00 00 30 00 00 08 00) rtn=4181
    kworker/u4:0-9       [000] .....    63.102982: scsi_dispatch_cmd_start: host_no=0 channel=0 id=0 lun=0 data_sgl=1 prot_sgl=0 prot_op=SCSI_PROT_NORMAL driver_tag=0 scheduler_tag=-1 cmnd=(INQUIRY - raw=12 00 00 00 24 00)
    kworker/u4:0-9       [000] .....    63.103480: scsi_dispatch_cmd_done: host_no=0 channel=0 id=0 lun=0 data_sgl=1 prot_sgl=0 prot_op=SCSI_PROT_NORMAL driver_tag=0 scheduler_tag=-1 cmnd=(INQUIRY - raw=12 00 00 00 24 00) result=(driver=DRIVER_OK host=DID_OK message=COMMAND_COMPLETE status=SAM_STAT_GOOD)`;

const solaris = `WARNING: /pci@1f,4000/scsi@3/sd@0,0 (sd0):
\tError for Command: read(10)                Error Level: Retryable
\tRequested Block: 4656                      Error Block: 4656
\tVendor: SEAGATE                            Serial Number: 0123
\tSense Key: Media_Error
\tASC: 0x11 (unrecovered read error), ASCQ: 0x0, FRU: 0x0`;

const retried = '5 STANDARD retries (RESET_LUN when retry 2 has failed), then EIO';

describe('Linux disk lines', () => {
  test('of one command complete each other, those of the next begin another', () => {
    const { commands, skipped } = decode(mediumError);
    expect(commands.map(({ about }) => about)).toEqual(['0:0:0:0 tag#46', '0:0:0:0 tag#47']);
    expect(commands[0]).toMatchObject({
      cdb: { name: 'READ(10)', range: { first: 4656 } },
      sense: { key: 'MEDIUM_ERROR', class: 'MEDIUM_ERROR 11/00' },
      next: { summary: retried },
    });
    expect(commands[0]?.remarks).toContainEqual(expect.objectContaining({ name: 'sector', value: '4656' }));
    expect(skipped).toEqual(['[   22.997282] MARK medium-error probe-done']);
  });

  test('one line alone says as much as it can', () => {
    expect(decode('Add. Sense: Unrecovered read error').commands[0]).toMatchObject({
      sense: { key: null, asc: '0x11', ascq: '0x00' },
      next: null,
    });
    expect(decode('Sense Key : Medium Error [current]').commands[0]?.next?.summary).toBe(retried);
  });

  test.each([
    ['FAILED Result: hostbyte=DID_TIME_OUT driverbyte=DRIVER_OK cmd_age=30s', 'CMD_TIMEOUT (0x06)'],
    ['sd 0:0:0:0: [sda] tag#3 FAILED Result: hostbyte=DID_NO_CONNECT driverbyte=DRIVER_OK', 'CMD_INCOMPLETE (0x01)'],
    ['sd 0:0:0:0: [sda] tag#3 FAILED Result: hostbyte=DID_RESET driverbyte=DRIVER_OK', 'CMD_RESET (0x04)'],
    ['sd 0:0:0:0: [sda] Result: hostbyte=0x01 driverbyte=0x00', 'CMD_INCOMPLETE (0x01)'],
    [
      '[   67.425690] sd 0:0:0:0: [sda] tag#103 Done: TIMEOUT_ERROR Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=3s',
      'CMD_TIMEOUT (0x06)',
    ],
  ])('%s reads as %s', (line, reason) => {
    expect(decode(line).commands[0]?.packet?.fields[0]).toMatchObject({ name: 'pkt_reason', value: reason });
  });

  test('a host byte without a counterpart gives no answer', () => {
    expect(decode('FAILED Result: hostbyte=DID_NEXUS_FAILURE driverbyte=DRIVER_OK').commands[0]).toMatchObject({
      next: null,
      missing: 'how the transport ended (pkt_reason)',
    });
  });
});

test('trace lines: a refused dispatch is TRAN_BUSY, start and done are one command', () => {
  const { commands } = decode(ftrace);
  expect(commands.map(({ cdb, next }) => [cdb?.name, next?.summary])).toEqual([
    ['READ(10)', 'scsi_transport calls without limit'],
    ['INQUIRY', 'success'],
  ]);
});

test('a damaged trace line is refused with its place', () => {
  expect(() => decode(`\n${ftrace.split('\n')[1]?.replace('12 00 00', '12 zz 00')}\nCMD_RESET`)).toThrow(
    /^line 2:\d+: .*'zz'/,
  );
});

describe('Solaris disk lines', () => {
  test('the five lines of an error report are one command', () => {
    const { commands, skipped } = decode(solaris);
    expect(skipped).toEqual([]);
    expect(commands).toHaveLength(1);
    expect(commands[0]).toMatchObject({
      about: 'sd0',
      sense: { key: 'MEDIUM_ERROR', asc: '0x11', ascq: '0x00' },
      next: { summary: retried },
    });
    expect(commands[0]?.remarks.map(({ name, value }) => [name, value])).toEqual([
      ['Error Level', 'Retryable'],
      ['Requested Block', '4656'],
      ['Error Block', '4656'],
      ['Vendor', 'SEAGATE'],
    ]);
  });

  test.each([
    ["SCSI transport failed: reason 'timeout': retrying command", 'CMD_TIMEOUT (0x06)'],
    ["SCSI transport failed: reason 'unexpected_bus_free': giving up", 'CMD_UNX_BUS_FREE (0x14)'],
    ["SCSI transport failed: reason 'tag reject': retrying command", 'CMD_TAG_REJECT (0x15)'],
    ['disk not responding to selection', 'CMD_INCOMPLETE (0x01)'],
  ])('%s reads as %s', (line, reason) => {
    expect(decode(line).commands[0]?.packet?.fields[0]?.value).toBe(reason);
  });
});

describe('any text gives a result or an InputError', () => {
  const hex = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('hex'));
  const sense = fc.tuple(fc.constantFrom(0x70, 0x71, 0x72, 0x73, 0xf0, 0x7f), fc.uint8Array({ maxLength: 60 }));
  const words = fc.array(
    fc.constantFrom(
      'pkt_reason=',
      'pkt_state=',
      '0x1f',
      'CMD_RESET',
      'CMD_X',
      'STAT_PERR',
      'BUSY',
      '11/00',
      'key=',
      '=',
      '|',
      '\n',
      'Sense Key : ',
      'ASC: 0x',
      'CDB: ',
      '28 00',
    ),
  );
  const line = fc.constantFrom(...mediumError.split('\n'), ...ftrace.split('\n'), ...solaris.split('\n'));
  const damaged = fc.tuple(line, fc.nat(), fc.string()).map(([text, at, insert]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + insert + text.slice(place + insert.length);
  });
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    hex,
    sense.map(([code, rest]) => Buffer.from([code, ...rest]).toString('hex')),
    words.map((parts) => parts.join(' ')),
    words.map((parts) => parts.join('')),
    fc.array(damaged, { maxLength: 6 }).map((lines) => lines.join('\n')),
  );
  const options = fc.record(
    {
      as: fc.constantFrom('cdb' as const, 'sense' as const, 'pkt' as const),
      direction: fc.constantFrom('in' as const, 'out' as const),
    },
    { requiredKeys: [] },
  );

  test('whose message is one printable line', () => {
    fc.assert(
      fc.property(text, options, (given, how) => {
        const [result, error] = attempt(given, how);
        expect(error === undefined ? result?.commands.length : error.message).toSatisfy((seen) =>
          typeof seen === 'number' ? seen > 0 : typeof seen === 'string' && !/[\n\r\u001b]/.test(seen),
        );
      }),
      { numRuns: 500 },
    );
  });
});

/** The result, printed both ways on the way, or the InputError; anything else thrown is a defect. */
function attempt(...given: Parameters<typeof decode>): [Decoded | undefined, InputError | undefined] {
  try {
    const result = decode(...given);
    JSON.stringify(result);
    decodeText(result);
    return [result, undefined];
  } catch (error) {
    if (error instanceof InputError) return [undefined, error];
    throw error;
  }
}

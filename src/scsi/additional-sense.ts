/**
 * Names of additional sense codes that disks and their transports report (SCSI-2 table 71 with the later T10
 * assignments), by code and then by qualifier.
 */
const additionalSense: Readonly<Record<number, Readonly<Record<number, string>>>> = {
  0x00: {
    0x00: 'no additional sense information',
    0x01: 'filemark detected',
    0x02: 'end-of-partition/medium detected',
    0x03: 'setmark detected',
    0x04: 'beginning-of-partition/medium detected',
    0x05: 'end-of-data detected',
    0x06: 'I/O process terminated',
    0x16: 'operation in progress',
    0x1d: 'ATA pass through information available',
  },
  0x01: { 0x00: 'no index/sector signal' },
  0x02: { 0x00: 'no seek complete' },
  0x03: {
    0x00: 'peripheral device write fault',
    0x01: 'no write current',
    0x02: 'excessive write errors',
  },
  0x04: {
    0x00: 'logical unit not ready, cause not reportable',
    0x01: 'logical unit is in process of becoming ready',
    0x02: 'logical unit not ready, initializing command required',
    0x03: 'logical unit not ready, manual intervention required',
    0x04: 'logical unit not ready, format in progress',
    0x05: 'logical unit not ready, rebuild in progress',
    0x06: 'logical unit not ready, recalculation in progress',
    0x07: 'logical unit not ready, operation in progress',
    0x08: 'logical unit not ready, long write in progress',
    0x09: 'logical unit not ready, self-test in progress',
    0x0a: 'logical unit not accessible, asymmetric access state transition',
    0x0b: 'logical unit not accessible, target port in standby state',
    0x0c: 'logical unit not accessible, target port in unavailable state',
    0x10: 'logical unit not ready, auxiliary memory not accessible',
    0x11: 'logical unit not ready, notify (enable spinup) required',
    0x12: 'logical unit not ready, offline',
    0x14: 'logical unit not ready, space allocation in progress',
    0x1a: 'logical unit not ready, start stop unit command in progress',
    0x1b: 'logical unit not ready, sanitize in progress',
  },
  0x05: { 0x00: 'logical unit does not respond to selection' },
  0x06: { 0x00: 'no reference position found' },
  0x07: { 0x00: 'multiple peripheral devices selected' },
  0x08: {
    0x00: 'logical unit communication failure',
    0x01: 'logical unit communication time-out',
    0x02: 'logical unit communication parity error',
    0x03: 'logical unit communication CRC error (Ultra-DMA/32)',
  },
  0x09: {
    0x00: 'track following error',
    0x01: 'tracking servo failure',
    0x03: 'spindle servo failure',
    0x04: 'head select fault',
  },
  0x0a: { 0x00: 'error log overflow' },
  0x0b: {
    0x00: 'warning',
    0x01: 'warning - specified temperature exceeded',
    0x02: 'warning - enclosure degraded',
    0x03: 'warning - background self-test failed',
    0x04: 'warning - background pre-scan detected medium error',
    0x05: 'warning - background medium scan detected medium error',
    0x06: 'warning - non-volatile cache now volatile',
    0x07: 'warning - degraded power to non-volatile cache',
    0x08: 'warning - power loss expected',
  },
  0x0c: {
    0x00: 'write error',
    0x01: 'write error - recovered with auto reallocation',
    0x02: 'write error - auto reallocation failed',
    0x03: 'write error - recommend reassignment',
    0x07: 'write error - recovery needed',
    0x08: 'write error - recovery failed',
    0x0c: 'write error - unexpected unsolicited data',
    0x0d: 'write error - not enough unsolicited data',
  },
  0x0e: {
    0x00: 'invalid information unit',
    0x01: 'information unit too short',
    0x02: 'information unit too long',
    0x03: 'invalid field in command information unit',
  },
  0x10: {
    0x00: 'ID CRC or ECC error',
    0x01: 'logical block guard check failed',
    0x02: 'logical block application tag check failed',
    0x03: 'logical block reference tag check failed',
  },
  0x11: {
    0x00: 'unrecovered read error',
    0x01: 'read retries exhausted',
    0x02: 'error too long to correct',
    0x03: 'multiple read errors',
    0x04: 'unrecovered read error - auto reallocate failed',
    0x07: 'data re-synchronization error',
    0x08: 'incomplete block read',
    0x0a: 'miscorrected error',
    0x0b: 'unrecovered read error - recommend reassignment',
    0x0c: 'unrecovered read error - recommend rewrite the data',
    0x13: 'read error - failed retransmission request',
    0x14: 'read error - LBA marked bad by application client',
  },
  0x12: { 0x00: 'address mark not found for ID field' },
  0x13: { 0x00: 'address mark not found for data field' },
  0x14: {
    0x00: 'recorded entity not found',
    0x01: 'record not found',
    0x05: 'record not found - recommend reassignment',
    0x06: 'record not found - data auto-reallocated',
  },
  0x15: {
    0x00: 'random positioning error',
    0x01: 'mechanical positioning error',
    0x02: 'positioning error detected by read of medium',
  },
  0x16: {
    0x00: 'data synchronization mark error',
    0x01: 'data sync error - data rewritten',
    0x02: 'data sync error - recommend rewrite',
    0x03: 'data sync error - data auto-reallocated',
    0x04: 'data sync error - recommend reassignment',
  },
  0x17: {
    0x00: 'recovered data with no error correction applied',
    0x01: 'recovered data with retries',
    0x02: 'recovered data with positive head offset',
    0x03: 'recovered data with negative head offset',
    0x05: 'recovered data using previous sector ID',
    0x06: 'recovered data without ECC - data auto-reallocated',
    0x07: 'recovered data without ECC - recommend reassignment',
    0x08: 'recovered data without ECC - recommend rewrite',
    0x09: 'recovered data without ECC - data rewritten',
  },
  0x18: {
    0x00: 'recovered data with error correction applied',
    0x01: 'recovered data with error correction and retries applied',
    0x02: 'recovered data - data auto-reallocated',
    0x05: 'recovered data - recommend reassignment',
    0x06: 'recovered data - recommend rewrite',
    0x07: 'recovered data with ECC - data rewritten',
  },
  0x19: {
    0x00: 'defect list error',
    0x01: 'defect list not available',
    0x02: 'defect list error in primary list',
    0x03: 'defect list error in grown list',
  },
  0x1a: { 0x00: 'parameter list length error' },
  0x1b: { 0x00: 'synchronous data transfer error' },
  0x1c: {
    0x00: 'defect list not found',
    0x01: 'primary defect list not found',
    0x02: 'grown defect list not found',
  },
  0x1d: {
    0x00: 'miscompare during verify operation',
    0x01: 'miscompare verify of unmapped LBA',
  },
  0x1e: { 0x00: 'recovered ID with ECC correction' },
  0x1f: { 0x00: 'partial defect list transfer' },
  0x20: {
    0x00: 'invalid command operation code',
    0x01: 'access denied - initiator pending-enrolled',
    0x02: 'access denied - no access rights',
  },
  0x21: {
    0x00: 'logical block address out of range',
    0x01: 'invalid element address',
    0x02: 'invalid address for write',
    0x04: 'unaligned write command',
    0x05: 'write boundary violation',
    0x06: 'attempt to read invalid data',
  },
  0x22: { 0x00: 'illegal function (use 20 00, 24 00, or 26 00)' },
  0x24: {
    0x00: 'invalid field in CDB',
    0x01: 'CDB decryption error',
    0x08: 'invalid XCDB',
  },
  0x25: { 0x00: 'logical unit not supported' },
  0x26: {
    0x00: 'invalid field in parameter list',
    0x01: 'parameter not supported',
    0x02: 'parameter value invalid',
    0x03: 'threshold parameters not supported',
    0x04: 'invalid release of persistent reservation',
  },
  0x27: {
    0x00: 'write protected',
    0x01: 'hardware write protected',
    0x02: 'logical unit software write protected',
    0x03: 'associated write protect',
    0x04: 'persistent write protect',
    0x05: 'permanent write protect',
    0x06: 'conditional write protect',
    0x07: 'space allocation failed write protect',
  },
  0x28: {
    0x00: 'not ready to ready change, medium may have changed',
    0x01: 'import or export element accessed',
  },
  0x29: {
    0x00: 'power on, reset, or bus device reset occurred',
    0x01: 'power on occurred',
    0x02: 'SCSI bus reset occurred',
    0x03: 'bus device reset function occurred',
    0x04: 'device internal reset',
    0x05: 'transceiver mode changed to single-ended',
    0x06: 'transceiver mode changed to LVD',
    0x07: 'I_T nexus loss occurred',
  },
  0x2a: {
    0x00: 'parameters changed',
    0x01: 'mode parameters changed',
    0x02: 'log parameters changed',
    0x03: 'reservations preempted',
    0x04: 'reservations released',
    0x05: 'registrations preempted',
    0x06: 'asymmetric access state changed',
    0x09: 'capacity data has changed',
    0x10: 'timestamp changed',
  },
  0x2b: { 0x00: 'copy cannot execute since host cannot disconnect' },
  0x2c: {
    0x00: 'command sequence error',
    0x07: 'previous busy status',
    0x08: 'previous task set full status',
    0x09: 'previous reservation conflict status',
  },
  0x2d: { 0x00: 'overwrite error on update in place' },
  0x2e: { 0x00: 'insufficient time for operation' },
  0x2f: {
    0x00: 'commands cleared by another initiator',
    0x01: 'commands cleared by power loss notification',
    0x02: 'commands cleared by device server',
  },
  0x30: {
    0x00: 'incompatible medium installed',
    0x01: 'cannot read medium - unknown format',
    0x02: 'cannot read medium - incompatible format',
    0x03: 'cleaning cartridge installed',
  },
  0x31: {
    0x00: 'medium format corrupted',
    0x01: 'format command failed',
  },
  0x32: {
    0x00: 'no defect spare location available',
    0x01: 'defect list update failure',
  },
  0x34: { 0x00: 'enclosure failure' },
  0x35: {
    0x00: 'enclosure services failure',
    0x01: 'unsupported enclosure function',
    0x02: 'enclosure services unavailable',
  },
  0x37: { 0x00: 'rounded parameter' },
  0x38: { 0x07: 'thin provisioning soft threshold reached' },
  0x39: { 0x00: 'saving parameters not supported' },
  0x3a: {
    0x00: 'medium not present',
    0x01: 'medium not present - tray closed',
    0x02: 'medium not present - tray open',
    0x03: 'medium not present - loadable',
  },
  0x3d: { 0x00: 'invalid bits in identify message' },
  0x3e: {
    0x00: 'logical unit has not self-configured yet',
    0x01: 'logical unit failure',
    0x02: 'timeout on logical unit',
    0x03: 'logical unit failed self-test',
  },
  0x3f: {
    0x00: 'target operating conditions have changed',
    0x01: 'microcode has been changed',
    0x02: 'changed operating definition',
    0x03: 'inquiry data has changed',
    0x04: 'component device attached',
    0x05: 'device identifier changed',
    0x0e: 'reported LUNs data has changed',
  },
  0x40: { 0x00: 'RAM failure (should use 40 NN)' },
  0x41: { 0x00: 'data path failure (should use 40 NN)' },
  0x42: { 0x00: 'power-on or self-test failure (should use 40 NN)' },
  0x43: { 0x00: 'message error' },
  0x44: {
    0x00: 'internal target failure',
    0x71: 'ATA device failed set features',
  },
  0x45: { 0x00: 'select or reselect failure' },
  0x46: { 0x00: 'unsuccessful soft reset' },
  0x47: {
    0x00: 'SCSI parity error',
    0x01: 'data phase CRC error detected',
    0x02: 'SCSI parity error detected during ST data phase',
    0x03: 'information unit iuCRC error detected',
    0x04: 'asynchronous information protection error detected',
    0x05: 'protocol service CRC error',
    0x7f: 'some commands cleared by iSCSI protocol event',
  },
  0x48: { 0x00: 'initiator detected error message received' },
  0x49: { 0x00: 'invalid message error' },
  0x4a: { 0x00: 'command phase error' },
  0x4b: {
    0x00: 'data phase error',
    0x01: 'invalid target port transfer tag received',
    0x02: 'too much write data',
    0x03: 'ACK/NAK timeout',
    0x04: 'NAK received',
    0x05: 'data offset error',
    0x06: 'initiator response timeout',
  },
  0x4c: { 0x00: 'logical unit failed self-configuration' },
  0x4e: { 0x00: 'overlapped commands attempted' },
  0x53: {
    0x00: 'media load or eject failed',
    0x02: 'medium removal prevented',
  },
  0x55: {
    0x00: 'system resource failure',
    0x01: 'system buffer full',
    0x02: 'insufficient reservation resources',
    0x03: 'insufficient resources',
    0x04: 'insufficient registration resources',
  },
  0x57: { 0x00: 'unable to recover table-of-contents' },
  0x58: { 0x00: 'generation does not exist' },
  0x59: { 0x00: 'updated block read' },
  0x5a: { 0x00: 'operator request or state change input' },
  0x5b: {
    0x00: 'log exception',
    0x01: 'threshold condition met',
    0x02: 'log counter at maximum',
    0x03: 'log list codes exhausted',
  },
  0x5c: {
    0x00: 'RPL status change',
    0x01: 'spindles synchronized',
    0x02: 'spindles not synchronized',
  },
  0x5d: {
    0x00: 'failure prediction threshold exceeded',
    0x10: 'hardware impending failure general hard drive failure',
    0xff: 'failure prediction threshold exceeded (false)',
  },
  0x5e: {
    0x00: 'low power condition on',
    0x01: 'idle condition activated by timer',
    0x02: 'standby condition activated by timer',
    0x03: 'idle condition activated by command',
    0x04: 'standby condition activated by command',
    0x41: 'power state change to active',
    0x42: 'power state change to idle',
    0x43: 'power state change to standby',
  },
  0x65: { 0x00: 'voltage fault' },
};

/** Code whose qualifier counts failing components instead of naming a cause (SPC-3 4.5.2.1). */
const DIAGNOSTIC_FAILURE = 0x40;
/** Code whose qualifier is the tag of the command that overlapped another one (SPC-3 table 28). */
const TAGGED_OVERLAP = 0x4d;
/** From here on codes and qualifiers are the vendor's. */
const FIRST_VENDOR_SPECIFIC = 0x80;

/**
 * Says in words what an additional sense code and qualifier mean. Never fails: a pair not listed is described by what
 * is known of it.
 * @param asc additional sense code, 0 to FFh
 * @param ascq additional sense code qualifier, 0 to FFh
 */
export function additionalSenseName(asc: number, ascq: number): string {
  const listed = additionalSense[asc]?.[ascq];
  if (listed !== undefined) return listed;
  if (asc === TAGGED_OVERLAP) return `tagged overlapped commands (tag ${hexByte(ascq)}h)`;
  if (asc === DIAGNOSTIC_FAILURE && ascq >= FIRST_VENDOR_SPECIFIC) {
    return `diagnostic failure on component ${hexByte(ascq)}h`;
  }
  if (asc >= FIRST_VENDOR_SPECIFIC) return `vendor specific (${hexByte(asc)}/${hexByte(ascq)})`;
  const general = additionalSense[asc]?.[0];
  if (general === undefined) return `not listed (${hexByte(asc)}/${hexByte(ascq)})`;
  const kind = ascq >= FIRST_VENDOR_SPECIFIC ? 'vendor specific qualifier' : 'qualifier';
  return `${general} (${kind} ${hexByte(ascq)}h)`;
}

/** Every listed pair with its name, in ascending order. */
export function listAdditionalSense(): { readonly asc: number; readonly ascq: number; readonly name: string }[] {
  return Object.entries(additionalSense).flatMap(([asc, qualifiers]) =>
    Object.entries(qualifiers).map(([ascq, name]) => ({ asc: Number(asc), ascq: Number(ascq), name })),
  );
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0').toUpperCase();
}

import { truncate } from '../allocation.ts';
import { buildReadCapacity10, buildReadCapacity16 } from '../capacity.ts';
import { cdbLayouts, hasServiceActions, layoutByCode } from '../cdb/catalogue.ts';
import type { KnownCdb } from '../cdb/decode.ts';
import { buildInquiry } from '../inquiry.ts';
import { buildReportLuns } from '../report-luns.ts';
import { buildSense, type Sense } from '../sense.ts';
import { buildAllCommands, buildOneCommand } from '../supported-opcodes.ts';
import type { LogicalUnit } from './logical-unit.ts';
import { checkCondition, good, invalidField, type Outcome } from './outcome.ts';
import { buildVitalProductData } from './vital-product-data.ts';

type Cdb<Name extends KnownCdb['name']> = Extract<KnownCdb, { readonly name: Name }>;

/** Version descriptors of SAM-3, SPC-3 and SBC-2, no version claimed (SPC-3 table 85). */
const VERSION_DESCRIPTORS = [0x0060, 0x0300, 0x0320];
const FIRST_SPC_VERSION = 3;

/** INQUIRY, standard data or a vital product data page. */
export function inquiry(unit: LogicalUnit, cdb: Cdb<'INQUIRY'>): Outcome {
  const { evpd, pageCode, allocationLength } = cdb.fields;
  if (evpd === 1) {
    const page = buildVitalProductData(unit, pageCode);
    return page === undefined ? checkCondition(invalidField(cdb, 'pageCode')) : good(truncate(page, allocationLength));
  }
  const { vendor, product, revision, version, normAca, commandQueueing, removable } = unit.configuration;
  const data = {
    vendor,
    product,
    revision,
    version,
    peripheralQualifier: 0,
    deviceType: 0,
    removable: removable ? 1 : 0,
    normAca: normAca ? 1 : 0,
    hiSup: 0,
    tpgs: 0,
    threePc: 0,
    protect: 0,
    multiPort: 0,
    sync: 0,
    linked: 0,
    cmdQue: commandQueueing ? 1 : 0,
    versionDescriptors: version >= FIRST_SPC_VERSION ? VERSION_DESCRIPTORS : [],
  };
  return good(buildInquiry(data, allocationLength));
}

/** REQUEST SENSE: hands over what the control plane says is pending, in the format asked for. */
export function requestSense(cdb: Cdb<'REQUEST SENSE'>, pending: Sense): Outcome {
  const { desc, allocationLength } = cdb.fields;
  return good(truncate(buildSense(pending, desc === 1 ? 'descriptor' : 'fixed'), allocationLength));
}

/** READ CAPACITY(10). */
export function readCapacity10({ store }: LogicalUnit): Outcome {
  return good(buildReadCapacity10(store));
}

/** READ CAPACITY(16). */
export function readCapacity16({ store }: LogicalUnit, cdb: Cdb<'READ CAPACITY(16)'>): Outcome {
  return good(buildReadCapacity16(store, cdb.fields.allocationLength));
}

/** REPORT LUNS; there are no well known logical units. */
export function reportLuns({ configuration }: LogicalUnit, cdb: Cdb<'REPORT LUNS'>): Outcome {
  const { selectReport, allocationLength } = cdb.fields;
  return good(buildReportLuns(selectReport === 1 ? [] : configuration.luns, allocationLength));
}

/** REPORT SUPPORTED OPERATION CODES (SPC-4 6.35). */
export function reportSupportedOpcodes(cdb: Cdb<'REPORT SUPPORTED OPERATION CODES'>): Outcome {
  const { reportingOptions, requestedOpcode, requestedServiceAction, rctd, allocationLength } = cdb.fields;
  const timeouts = rctd === 1;
  if (reportingOptions === 0) return good(buildAllCommands(cdbLayouts, timeouts, allocationLength));
  const divided = hasServiceActions(requestedOpcode);
  // Option 1 is for operation codes without service actions, option 2 for those with; option 3 takes either.
  if (divided ? reportingOptions === 1 : reportingOptions === 2) {
    return checkCondition(invalidField(cdb, 'requestedOpcode'));
  }
  const command = layoutByCode(requestedOpcode, requestedServiceAction);
  const wrongAction = !divided && requestedServiceAction !== 0 && reportingOptions === 3;
  const supported = wrongAction ? undefined : command;
  return good(buildOneCommand(supported, timeouts, allocationLength));
}

import { ATA_INFORMATION, buildAtaInformation } from '../vpd/ata-information.ts';
import { BLOCK_CHARACTERISTICS, buildBlockCharacteristics } from '../vpd/block-characteristics.ts';
import { BLOCK_LIMITS, buildBlockLimits } from '../vpd/block-limits.ts';
import {
  buildDeviceIdentification,
  DEVICE_IDENTIFICATION,
  naaDesignator,
  t10VendorDesignator,
} from '../vpd/device-identification.ts';
import { buildLogicalBlockProvisioning, LOGICAL_BLOCK_PROVISIONING } from '../vpd/logical-block-provisioning.ts';
import { buildSupportedPages, SUPPORTED_PAGES } from '../vpd/supported-pages.ts';
import { buildUnitSerialNumber, UNIT_SERIAL_NUMBER } from '../vpd/unit-serial-number.ts';
import type { LogicalUnit } from './logical-unit.ts';

const builders: ReadonlyMap<number, (unit: LogicalUnit) => Uint8Array> = new Map([
  [SUPPORTED_PAGES, (unit: LogicalUnit) => buildSupportedPages(vpdPageCodes(unit))],
  [UNIT_SERIAL_NUMBER, ({ configuration }: LogicalUnit) => buildUnitSerialNumber(configuration.serial)],
  [DEVICE_IDENTIFICATION, identification],
  [ATA_INFORMATION, ({ configuration }: LogicalUnit) => buildAtaInformation(configuration)],
  [BLOCK_LIMITS, limits],
  [
    BLOCK_CHARACTERISTICS,
    ({ configuration }: LogicalUnit) => buildBlockCharacteristics({ rotationRate: configuration.rotationRate }),
  ],
  [LOGICAL_BLOCK_PROVISIONING, () => buildLogicalBlockProvisioning()],
]);

/** Codes of the vital product data pages the unit has, in ascending order. */
export function vpdPageCodes({ configuration }: LogicalUnit): number[] {
  return [...builders.keys()].filter((code) => code !== ATA_INFORMATION || configuration.ataInformation);
}

/** A vital product data page in full, or undefined for one the unit does not have. */
export function buildVitalProductData(unit: LogicalUnit, pageCode: number): Uint8Array | undefined {
  return vpdPageCodes(unit).includes(pageCode) ? builders.get(pageCode)?.(unit) : undefined;
}

function identification({ configuration }: LogicalUnit): Uint8Array {
  const { vendor, product, serial, naa } = configuration;
  const name = t10VendorDesignator(vendor, `${product.padEnd(16)}${serial}`);
  return buildDeviceIdentification(naa === undefined ? [name] : [name, naaDesignator(naa)]);
}

function limits({ configuration }: LogicalUnit): Uint8Array {
  return buildBlockLimits({ optimalGranularity: 1, maxTransfer: configuration.maxTransferBlocks });
}

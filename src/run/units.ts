import { statSync } from 'node:fs';
import type { UnitData } from '../data-plane/data-plane.ts';
import { InputError } from '../input-error.ts';
import type { BlockStore } from '../scsi/block-store/block-store.ts';
import { openFileStore } from '../scsi/block-store/file.ts';
import { createMemoryStore } from '../scsi/block-store/memory.ts';
import { DeviceServer } from '../scsi/device-server.ts';
import type { Topology } from '../system/topology.ts';
import type { InitialBlock } from '../workload/integrity.ts';

export type Units = {
  readonly data: ReadonlyMap<string, UnitData>;
  readonly initialBlock: InitialBlock;
  close(): void;
};

/** What can be seen without opening. By the permission bits: a superuser could write all the same, and must not. */
function refuseUnusable(image: string): void {
  const status = statSync(image, { throwIfNoEntry: false });
  const refuse = (code: string, given: string, accepted: string): never => {
    throw new InputError({ code, given, accepted, where: image });
  };
  if (!status) refuse('store-file', 'an image that does not exist', 'an existing file of whole blocks');
  else if (status.isDirectory()) refuse('store-file', 'a directory', 'a regular file of whole blocks');
  else if ((status.mode & 0o222) === 0)
    refuse('image-read-only', 'an image without write permission', 'an image that may be written');
}

/**
 * The medium behind every logical unit of a topology: memory, or for the first an image file, whose size is then the
 * capacity.
 *
 * @throws InputError when the image cannot be used; it is then as it was.
 */
export function openUnits(topology: Topology, image?: string): Units {
  const data = new Map<string, UnitData>();
  let onImage: { readonly unit: string; readonly reader: BlockStore } | undefined;
  const stores: { close(): void }[] = [];
  for (const target of topology.targets) {
    const luns = target.logicalUnits.map(({ lun }) => lun);
    for (const unit of target.logicalUnits) {
      const useImage = image !== undefined && data.size === 0;
      if (useImage) refuseUnusable(image);
      const store = useImage
        ? openFileStore(image, { blockSize: unit.blockSize })
        : createMemoryStore(unit.blocks, unit.blockSize);
      stores.push(store);
      if (useImage) {
        // By a way of its own, so that the oracle does not believe the device.
        const reader = openFileStore(image, { blockSize: unit.blockSize, readOnly: true });
        stores.push(reader);
        onImage = { unit: unit.name, reader };
      }
      data.set(unit.name, {
        server: new DeviceServer(store, { luns }),
        blockSize: unit.blockSize,
        blocks: store.blocks,
      });
    }
  }
  const first = onImage;
  return {
    data,
    initialBlock: (unit, lba) =>
      first && (unit === undefined || unit === first.unit) ? first.reader.read(lba, 1) : undefined,
    close: () => {
      for (const store of stores) store.close();
    },
  };
}

/**
 * The topology with the first logical unit as large as the image.
 *
 * @throws InputError when the image could not be used; it is only looked at.
 */
export function sizedForImage(topology: Topology, image: string): Topology {
  const [target, ...otherTargets] = topology.targets;
  const [unit, ...otherUnits] = target?.logicalUnits ?? [];
  if (!target || !unit) return topology;
  refuseUnusable(image);
  const store = openFileStore(image, { blockSize: unit.blockSize, readOnly: true });
  const { blocks } = store;
  store.close();
  return { ...topology, targets: [{ ...target, logicalUnits: [{ ...unit, blocks }, ...otherUnits] }, ...otherTargets] };
}

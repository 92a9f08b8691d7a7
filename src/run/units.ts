import { statSync } from 'node:fs';
import type { UnitData } from '../data-plane/data-plane.ts';
import { InputError } from '../input-error.ts';
import { openFileStore } from '../scsi/block-store/file.ts';
import { createMemoryStore } from '../scsi/block-store/memory.ts';
import { DeviceServer } from '../scsi/device-server.ts';
import type { Topology } from '../system/topology.ts';

export type Units = { readonly data: ReadonlyMap<string, UnitData>; close(): void };

/** The permission bits say read-only; a superuser could write all the same, and must not. */
function refuseReadOnly(image: string): void {
  const status = statSync(image, { throwIfNoEntry: false });
  if (status && (status.mode & 0o222) === 0) {
    throw new InputError({
      code: 'image-read-only',
      given: 'an image without write permission',
      accepted: 'an image that may be written',
      where: image,
    });
  }
}

/**
 * The medium behind every logical unit of a topology: memory, or for the first an image file, whose size is then the
 * capacity.
 *
 * @throws InputError when the image cannot be used; it is then as it was.
 */
export function openUnits(topology: Topology, image?: string): Units {
  const data = new Map<string, UnitData>();
  const stores: { close(): void }[] = [];
  for (const target of topology.targets) {
    const luns = target.logicalUnits.map(({ lun }) => lun);
    for (const unit of target.logicalUnits) {
      const useImage = image !== undefined && data.size === 0;
      if (useImage) refuseReadOnly(image);
      const store = useImage
        ? openFileStore(image, { blockSize: unit.blockSize })
        : createMemoryStore(unit.blocks, unit.blockSize);
      stores.push(store);
      data.set(unit.name, {
        server: new DeviceServer(store, { luns }),
        blockSize: unit.blockSize,
        blocks: store.blocks,
      });
    }
  }
  return {
    data,
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
  refuseReadOnly(image);
  const store = openFileStore(image, { blockSize: unit.blockSize, readOnly: true });
  const { blocks } = store;
  store.close();
  return { ...topology, targets: [{ ...target, logicalUnits: [{ ...unit, blocks }, ...otherUnits] }, ...otherTargets] };
}

import type { Address, InitiatorName, Lun, TargetName } from '../protocol/names.ts';
import type { SamAdapterParameters } from '../protocol/sam-parameters.ts';
import type { AdapterStatus, ScsiId } from '../protocol/scsi-buf.ts';

/** What an actor of `aix-sam-path` is started with. */
export type SamPathInput = {
  target: TargetName;
  initiator: InitiatorName;
  luns: readonly Lun[];
  /** adapter name */ adapter: string;
  /** FCP has N_Port ids, and attributes that say how long to wait for them; iSCSI has sessions. */ protocol:
    | 'fcp'
    | 'iscsi';
  params: SamAdapterParameters;
  /** SCIOLSTART was done before. */ started: boolean;
};

export type SamPathContext = {
  at: Omit<SamPathInput, 'params' | 'luns' | 'adapter'> & { adapter: Address };
  params: SamAdapterParameters;
  luns: readonly Lun[];
  /** Devices that are open. */
  open: readonly Lun[];
  /** Devices whose SCIOLSTART waits for the login. */
  opening: readonly Lun[];
  /** The id under which the target is logged in. */
  scsiId: ScsiId;
  /** What a device driver hears when the id that it knows leads nowhere any more. */
  nowhere: Extract<AdapterStatus, 'SCSI_NO_DEVICE_RESPONSE' | 'SCSI_WW_NAME_CHANGE'>;
};

import { aixIoctls } from './aix-ioctls.ts';
import { aixParallel } from './aix-parallel.ts';
import { aixRecovery } from './aix-recovery.ts';
import { aixSam } from './aix-sam.ts';
import { aixSpecialFile } from './aix-special-file.ts';
import { aixTransfers } from './aix-transfers.ts';
import { fcpIscsiInterface } from './fcp-iscsi-interface.ts';
import { initiatorSequence } from './initiator-sequence.ts';
import type { Document } from './statement.ts';

export type { Document, NotMachine, Statement } from './statement.ts';

/** The documents of the AIX architecture, statement by statement. */
export const documents: readonly Document[] = [
  initiatorSequence,
  fcpIscsiInterface,
  aixParallel,
  aixRecovery,
  aixTransfers,
  aixSam,
  aixIoctls,
  aixSpecialFile,
];

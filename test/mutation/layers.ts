/** The folders of `test/machines` in which the tests of a machine are. */
const layers: readonly (readonly [layer: string, ids: RegExp])[] = [
  ['packet', /^(scsi-pkt|sc-buf|scsi-buf|tm-buf)$/],
  ['target-driver', /^(scsa|aix)-disk/],
  ['hba', /^(scsa-hba$|adapter-(queue|command)$|aix-(adapter|sam-)|tm-buf$|foreign-sender$)/],
  ['bus', /^(parallel-|fabric$|iscsi-session$)/],
  ['device', /^(target|logical-unit|task-set)$/],
  ['environment', /^(application$|foreign-|adapter-caller$|disk-opener$)/],
];

export const layersOf = (machine: string): readonly string[] =>
  layers.filter(([, ids]) => ids.test(machine)).map(([layer]) => layer);

/** Is this one of the tests of the machine itself? */
export const isOwnTrial = (trial: string, machine: string): boolean =>
  layersOf(machine).some((layer) => trial.startsWith(`test machines/${layer}/`));

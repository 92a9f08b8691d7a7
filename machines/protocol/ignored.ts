/** A message that a state receives and means to do nothing about, with the reason. */
export const ignored = (reason: string) =>
  ({ description: `ignored: ${reason}`, meta: { ignored: reason, source: [] as string[] } }) as const;

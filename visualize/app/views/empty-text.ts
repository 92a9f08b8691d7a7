import type { Session } from '../session/session.ts';

/** Why there is nothing to see. */
export function emptyText(session: Session): string {
  const status = session.status();
  if (status.kind === 'failed') return 'Nothing could be opened. The gallery (g) has scenarios that can.';
  const run = session.run();
  return run ? `Opening ${run.title} ...` : 'Pick a scenario from the gallery (g), or open a trace.';
}

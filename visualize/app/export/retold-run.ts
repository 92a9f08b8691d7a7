import type { AsScenario } from '../../../src/again/as-scenario.ts';
import { shownText } from '../../../src/story/shown-text.ts';
import { subjectOf } from '../session/again.ts';
import { changeText, orderOf } from '../session/change.ts';
import { retold } from '../session/outcome.ts';
import type { Run } from '../session/session.ts';

/**
 * A run that is no shipped scenario, as a scenario: what was recorded, or what became of that here. It is run to its end,
 * as it ends by itself.
 */
export async function retoldRun({ again, trace, change, title }: Run): Promise<AsScenario> {
  const changed = changeText(change);
  const isAsRecorded = changed === '' && change.follow === undefined;
  const story = trace.header?.story;
  const told = story ? `${story.says}. ${shownText(story.shows)}` : `What was recorded in ${title}.`;
  const subject = isAsRecorded ? { scenario: again.name, trace: await trace.whole() } : await subjectOf(again);
  return retold({
    ...orderOf(again.name, change),
    ...subject,
    tell: {
      title: `${story ? `${trace.header?.scenario}: ${shownText(story.shows)}` : title}${changed === '' ? '' : `, changed: ${changed}`}`,
      story: changed === '' ? told : `${told}\nChanged here: ${changed}.`,
    },
  });
}

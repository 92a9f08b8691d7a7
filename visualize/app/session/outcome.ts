import type { AsScenario } from '../../../src/again/as-scenario.ts';
import type { Outcome } from '../export/saved-scenario.ts';
import type { RunNews, RunOrder } from './run-order.ts';
import { leaveThread, takeThread } from './run-threads.ts';

type Failed = Extract<RunNews, { kind: 'failed' }>;
type News<Kind extends RunNews['kind']> = Extract<RunNews, { kind: Kind }> | Failed;

const isOf = <Kind extends RunNews['kind']>(news: RunNews, kind: Kind): news is Extract<RunNews, { kind: Kind }> =>
  news.kind === kind;

/** What becomes of an order in a thread of its own. */
function answerTo<Kind extends RunNews['kind']>(order: RunOrder, kind: Kind): Promise<News<Kind>> {
  return new Promise((resolve) => {
    const worker = takeThread();
    const end = (news: News<Kind>): void => {
      leaveThread(worker);
      resolve(news);
    };
    worker.onerror = (event) => end({ kind: 'failed', says: event.message });
    worker.onmessage = ({ data }: MessageEvent<RunNews>) => {
      if (isOf(data, kind) || data.kind === 'failed') end(data);
    };
    worker.postMessage(order);
  });
}

/** Runs an order to its end, by itself, and says how it ended. */
export const outcomeOf = (order: RunOrder): Promise<Outcome> => answerTo(order, 'done');

/** A trace as a scenario, as far as a scenario can say it. */
export async function retold(order: RunOrder): Promise<AsScenario> {
  const news = await answerTo(order, 'scenario');
  return news.kind === 'scenario' ? news.scenario : { kind: 'not', says: news.says };
}

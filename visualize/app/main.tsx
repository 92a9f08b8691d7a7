import { render } from 'solid-js/web';
import type { Chart } from '../chart/chart.ts';
import { provideBytes } from './in-page/bytes.ts';
import { Inspector } from './inspector.tsx';
import { createSession } from './session/session.ts';
// oxlint-disable-next-line import/no-unassigned-import -- a style sheet
import './style/index.css';

async function charts(): Promise<ReadonlyMap<string, Chart>> {
  const response = await fetch('charts.json');
  const list = (await response.json()) as readonly Chart[];
  return new Map(list.map((chart) => [chart.machine, chart]));
}

provideBytes();
const root = document.getElementById('app');
if (!root) throw new Error('the page has no place for the inspector');
const known = await charts();
render(() => <Inspector charts={known} session={createSession()} />, root);

import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { readScenario } from '../../src/run/load-scenario.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import { choicePoints } from '../../src/scenario/fault-rule.ts';
import { parameterNames } from '../../src/system/topology.ts';
import { InspectorPage } from './inspector-page.ts';

const inspector = new InspectorPage();
let page: Page;
beforeEach(() => {
  page = inspector.page;
});

const openScenario = (hash: string): Promise<void> => inspector.openScenario(hash);
const headline = (): Promise<string> => inspector.headline();
const pressed = (...keys: string[]): Promise<void> => inspector.pressed(...keys);
const steps = async (): Promise<number> => Number(await inspector.slider().getAttribute('max'));
const scheduler = () => page.getByRole('region', { name: 'What happens next' });
const asked = (): Promise<void> => page.locator('.scheduler.waits').waitFor();
const offers = () => scheduler().locator('.offer');

/** Takes over at the step that is looked at. */
async function takeOver(): Promise<void> {
  await pressed('s');
  await asked();
}

async function downloaded(name: RegExp): Promise<{ name: string; text: string }> {
  await pressed('o');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

describe('being the scheduler', () => {
  test('what could happen next is listed by lane; the keyboard picks, the run goes on from there', async () => {
    await openScenario('#scenario=queued-io');
    await inspector.slider().fill('88');
    await takeOver();
    expect(await steps()).toBe(88);
    expect(await scheduler().locator('h2').innerText()).toBe('Step 89: what happens?');
    const before = await offers().allInnerTexts();
    expect(before.length).toBeGreaterThan(3);
    expect(before.join('\n')).toMatch(/pktTime is over/);
    // The second, which is not due.
    await pressed('j', 'j', 'Enter');
    await expect.poll(() => page.url()).toContain('take=90');
    await asked();
    expect(await inspector.position()).toBe(89);
    expect(page.url()).toMatch(/pick=89~deliver~/);
    const route = before[1]?.split('\n').at(-1)?.split(' · ')[0] ?? '';
    expect((await page.locator('.headline .route').innerText()).replaceAll('\n', ' ')).toBe(route);
    // What is due happens, one step at a time.
    await pressed('ArrowRight');
    await expect.poll(() => steps()).toBe(90);
    await asked();
    expect(await inspector.violations('all', '.scheduler')).toEqual([]);
    await inspector.atEachSize(async (size) => {
      expect(await inspector.sticksOut(), size).toEqual([]);
      expect(await inspector.clipped(), size).toEqual([]);
      expect(await inspector.cutChoices('.scheduler .choice'), size).toEqual([]);
    });
    // What is said to a person covers nothing of what they are asked.
    await pressed('n');
    const said = (await page.locator('.said').boundingBox())!;
    expect(said.y + said.height).toBeLessThan((await scheduler().boundingBox())!.y);
    await pressed('u');
    await expect.poll(() => page.url()).not.toContain('pick=');
    await asked();
    expect(await steps()).toBe(88);
    await pressed('r');
    await inspector.finished();
    expect(await steps()).toBeGreaterThan(1000);
  });

  test('a timer fires before its time, and the world does something by itself; the address brings all of it back', async () => {
    await openScenario('#scenario=clean-read');
    await pressed('c');
    await takeOver();
    await offers().filter({ hasText: 'tran.return' }).click();
    await asked();
    await scheduler().getByLabel('Something happens by itself').selectOption({ label: 'powerOn' });
    await scheduler().getByRole('button', { name: 'Let it' }).click();
    await expect.poll(() => headline()).toBe('world.powerOn');
    await offers().filter({ hasText: 'pktTime is over' }).click();
    await expect.poll(() => headline()).toBe('pktTime is over');
    await asked();
    const [address, before] = [page.url(), await steps()];
    await inspector.open(`#${address.split('#')[1]}`);
    await asked();
    expect(await steps()).toBe(before);
    expect(await headline()).toBe('pktTime is over');
    await pressed('r');
    await inspector.finished();
    expect(await page.getByRole('list', { name: 'Marks' }).innerText()).toContain('timeout');
  });

  test('a fault is put in for the next message that asks, and may be taken back before it happens', async () => {
    await openScenario('#scenario=clean-read');
    await pressed('c');
    await takeOver();
    await scheduler().getByLabel('Fault, the next time').selectOption('lu.execute.outcome=MEDIUM_ERROR 11/00');
    await scheduler().getByRole('button', { name: 'Put in' }).click();
    await scheduler().getByText('waits: lu.execute.outcome=MEDIUM_ERROR 11/00').waitFor();
    await asked();
    await scheduler().getByLabel('Fault, the next time').selectOption('bus.finish.transfer=dataParity');
    await scheduler().getByRole('button', { name: 'Put in' }).click();
    await scheduler().getByText('waits: bus.finish.transfer=dataParity').waitFor();
    await asked();
    await scheduler()
      .getByRole('button', { name: /Take back bus.finish/ })
      .click();
    await expect.poll(() => page.url()).not.toContain('dataParity');
    await asked();
    await pressed('r');
    await inspector.finished();
    expect(await page.locator('.moments').innerText()).toContain('comes back: CHECK CONDITION');
    expect(await scheduler().getByText('waits:').count()).toBe(0);
  });

  test('two futures stand side by side from where they part; the address of one that is over brings all of it back', async () => {
    await openScenario('#scenario=clean-read');
    const whole = await steps();
    const early = async (): Promise<void> => {
      await pressed('Home', 'c');
      await takeOver();
      await offers().filter({ hasText: 'pktTime is over' }).click();
      await expect.poll(() => headline()).toBe('pktTime is over');
      await asked();
    };
    await early();
    // What is said before the run asks counts as soon as it does.
    await pressed('u', 'r');
    await inspector.finished();
    expect(await steps()).toBe(whole);
    await early();
    const step = await inspector.position();
    await pressed('r');
    await inspector.finished();
    const [address, last] = [page.url(), await steps()];
    expect(last).toBeGreaterThan(whole);

    await pressed('X');
    const dialog = page.getByRole('dialog', { name: 'Two futures' });
    await dialog.getByText(`They are the same up to step ${step - 1}.`).waitFor();
    expect((await dialog.getByRole('row', { name: /^resets/ }).innerText()).split('\t')).toEqual(['resets', '0', '1']);
    expect(await inspector.violations('all', 'dialog')).toEqual([]);
    // Only one of the two has this row; a click goes to it.
    await dialog.locator('.differs td:nth-child(2) button', { hasText: /reset/i }).first().click();
    await expect.poll(() => headline()).toMatch(/reset|target\.message/i);
    expect(await inspector.position()).toBeGreaterThan(step);
    await pressed('X');
    await dialog
      .getByRole('button', { name: /is answered/ })
      .first()
      .click();
    expect(await steps()).toBe(whole);
    expect(await headline()).toMatch(/^buf\.biodone/);
    expect(page.url()).not.toContain('pick=');

    await inspector.open(`#${address.split('#')[1]}`);
    await inspector.finished();
    expect(await steps()).toBe(last);
    expect(page.url().split('#')[1]).toBe(address.split('#')[1]);
  });

  test('it is saved as a scenario that expects what was seen, and as a test of it', async () => {
    await openScenario('#scenario=clean-read');
    await pressed('c');
    await takeOver();
    await scheduler()
      .getByLabel(/^tran.start read with|^tran.return .* with|with another outcome/)
      .first()
      .count();
    await offers().filter({ hasText: 'tran.return' }).click();
    await asked();
    await offers().filter({ hasText: 'pktTime is over' }).click();
    await expect.poll(() => headline()).toBe('pktTime is over');
    await asked();
    const { name, text } = await downloaded(/^Scenario \(YAML\)/);
    expect(name).toBe('clean-read-changed.yaml');
    expect(text).toMatch(/fire: pktTime/);
    // The story has its lines as they were, and what was chosen.
    expect(text).toMatch(
      /\nstory: \|\n {2}The shortest story: .*\n {2}\S[\s\S]*\n {2}Here somebody was the scheduler:\n {2}step/,
    );
    const { report, failures } = await runScenario(await readScenario(text, name));
    expect(failures).toEqual([]);
    expect(report.timeouts).toBeGreaterThan(0);
    expect(text).toContain(`timeouts: ${report.timeouts}`);
    const saved = await downloaded(/^Test \(vitest\)/);
    expect(saved.name).toBe('clean-read-changed.test.ts');
    expect(saved.text).toContain("import { readScenario, runScenario } from 'scsi-statecharts';");
    expect(saved.text).toContain('fire: pktTime');
  });
});

describe('breakpoints', () => {
  test('on a message, a state and a sense key; play stops there; they are listed, removed, in the address', async () => {
    await openScenario('#scenario=medium-error');
    await pressed('B');
    const dialog = page.getByRole('dialog', { name: 'Breakpoints' });
    const add = async (label: string, option: { label?: string; value?: string }): Promise<void> => {
      await dialog.getByLabel(label).selectOption(option);
      await dialog.locator('form', { hasText: label }).getByRole('button', { name: 'Stop there' }).click();
    };
    // What is offered is what this system knows.
    const offered = (await dialog.locator('option, optgroup').allInnerTexts()).join(' ');
    expect(offered).toContain('tran.reset');
    expect(offered).not.toMatch(/\bsc\.strategy|fcport\./);
    await add('A message', { value: 'tran.reset' });
    await add('A state is entered', { value: 'scsa-hba~ours.MESSAGE' });
    await add('A sense key', { value: 'MEDIUM_ERROR' });
    expect(await inspector.violations('all', 'dialog')).toEqual([]);
    await dialog.getByRole('button', { name: 'Close' }).click();
    expect(page.url()).toContain('stop=message~tran.reset&');
    // Fast, and yet it stops at the first that is met.
    await pressed('Home', ']', ']', ']', ']', ' ');
    await page.getByText('Breakpoint: sense MEDIUM ERROR').waitFor();
    expect(await headline()).toMatch(/MEDIUM_ERROR/);
    expect(await page.getByRole('button', { name: 'Play', exact: true }).count()).toBe(1);
    await pressed('B');
    await dialog.getByRole('button', { name: 'Remove sense MEDIUM ERROR' }).click();
    await pressed('Escape', 'b');
    await expect.poll(() => headline()).toMatch(/^tran\.reset RESET_LUN/);
    await pressed('b');
    await page.getByText('Breakpoint: scsa-hba enters ours.MESSAGE').waitFor();
    expect(await page.getByRole('button', { name: /^hba:h0/ }).innerText()).toContain('MESSAGE');
  });

  test('a run that a person lets go on by itself stops there too', async () => {
    await openScenario('#scenario=clean-read&stop=state~scsi-pkt~targetDriver.completed');
    await pressed('Home');
    await takeOver();
    await pressed('r');
    await expect.poll(() => headline()).toMatch(/^pkt\.comp/);
    await asked();
    expect(await page.locator('.headline .route').innerText()).toContain('pkt:d0.internal');
  });
});

describe('properties', () => {
  test('each watcher at the step that is looked at; what is violated leads to the step', async () => {
    await openScenario('#scenario=sense-lost&view=properties');
    await pressed('Home');
    const list = page.getByRole('group', { name: 'Properties of the model' });
    await page.getByRole('button', { name: /^Q4 violated in step/ }).click();
    const step = await inspector.position();
    expect(step).toBeGreaterThan(10);
    expect(await list.getByRole('button', { name: /^Q4/ }).innerText()).toMatch(/violated/);
    const about = page.getByRole('region', { name: 'About the property' });
    expect(await about.innerText()).toMatch(
      /Q4 is violated[\s\S]*This run breaks it, and that is no defect of the model/,
    );
    await pressed('ArrowLeft');
    expect(await about.innerText()).not.toMatch(/Q4 is violated/);
    expect(await inspector.violations('all', '.properties-view')).toEqual([]);
  });
});

describe('the gallery leads through a run', () => {
  test('stops of a tour, by key and click, each where it says; then on to the next scenario', async () => {
    await openScenario('#scenario=command-timeout&view=packets');
    await pressed('>');
    await expect.poll(headline).toBe('lu.execute read hang');
    // A stop needs no view of its own: the person stays in theirs, but not where no message is seen.
    const view = () => page.locator('.tabs [aria-current=page]').innerText();
    expect(await view()).toBe('Packets & bus');
    await pressed('4', '>');
    await expect.poll(headline).toMatch(/^hba\.messageSent rejected/);
    expect(await view()).toBe('Stack');
    await page.getByRole('button', { name: /^A command of the other disk comes back/ }).click();
    await expect.poll(headline).toMatch(/^pkt\.comp CMD_RESET/);
    await pressed('<');
    await expect.poll(headline).toBe('bus.assertReset');
    expect(await view()).toBe('Stack');
    expect(await inspector.violations('all', '.story')).toEqual([]);
    await page.getByRole('button', { name: 'next, 8: Another initiator resets the bus' }).click();
    await inspector.finished();
    expect(page.url()).toContain('scenario=third-party-reset');
  });

  test("a fork is compared with the run that it was made from, a fork's fork with the fork: the page says with which", async () => {
    await openScenario('#scenario=clean-read');
    const compared = page.locator('.outcome.before');
    const fork = async (outcome: string): Promise<void> => {
      await page.getByLabel('Fork here with another outcome').selectOption(outcome);
      await inspector.finished();
      await expect.poll(headline).toContain(outcome);
    };
    await pressed('>', '>', '>', '>');
    await expect.poll(headline).toBe('lu.execute read');
    await fork('busy');
    expect(await compared.innerText()).toMatch(/^Compared with the run as it was: 1 in order; no retries;/);
    const first = await page.locator('.story .changed').innerText();
    await pressed('/');
    await page.keyboard.type('lu.execute');
    await pressed('Enter');
    await expect.poll(headline).toBe('lu.execute read');
    await fork('MEDIUM_ERROR 11/00');
    const made = first.replace('Changed: ', '');
    expect(await page.locator('.story .changed').innerText()).toContain(`${first}, `);
    expect(await compared.innerText()).toContain(`Compared with the run with ${made}: 1 in order; retries: busy 1;`);
    await page.getByRole('button', { name: 'Two futures, side by side' }).click();
    const futures = page.getByRole('dialog', { name: 'Two futures' });
    const [left, right] = await futures.locator('.side-by-side th').allInnerTexts();
    expect(left).toBe(made);
    expect(right).toContain(`${made}, `);
    await pressed('Escape');
  });

  test('AIX over FCP stands beside AIX, and is called so', async () => {
    await openScenario('#scenario=fcp-autosense');
    // Covered is first of all what there is in it.
    await pressed('4');
    const machine = page.locator('.machines button');
    expect(await page.locator('.machines [aria-pressed=true]').innerText()).toMatch(/^aix-disk-command/);
    const first = await machine.evaluateAll((all) => all.findIndex((each) => each.classList.contains('absent')));
    expect(first).toBeGreaterThan(5);
    expect(await machine.nth(first).innerText()).toMatch(/\b0\//);
    await pressed('0');
    await page.getByRole('button', { name: 'AIX beside AIX over FCP' }).click();
    const dialog = page.getByRole('dialog', { name: 'AIX beside AIX over FCP' });
    await dialog.locator('.side-by-side').waitFor();
    expect(await dialog.locator('.side-by-side th').allInnerTexts()).toEqual(['AIX', 'AIX over FCP']);
    await pressed('Escape');
    await takeOver();
    const faults = scheduler().getByLabel('Fault, the next time');
    expect(await faults.locator('optgroup[label^="lu.execute."]').count()).toBe(1);
    expect(await faults.locator('optgroup[label^="tran."], optgroup[label^="bus.select"]').count()).toBe(0);
  });

  test('where there is one run only, two futures lead to a second one', async () => {
    await openScenario('#scenario=medium-error');
    await pressed('X');
    const ways = page.getByRole('dialog', { name: 'Two futures' }).locator('.ways button');
    expect(await ways.allInnerTexts()).toEqual(['What if (v)', 'Take over at this step (s)', 'SCSA beside AIX (p)']);
    expect(await inspector.violations('all', 'dialog')).toEqual([]);
    await ways.nth(2).click();
    await page.getByRole('dialog', { name: 'SCSA beside AIX' }).waitFor();
    await pressed('Escape', 'X');
    await ways.nth(0).click();
    await page.getByRole('dialog', { name: 'What if it had been otherwise?' }).waitFor();
    await pressed('Escape', 'X');
    await ways.nth(1).click();
    await asked();
    await pressed('X');
    await page.getByRole('dialog', { name: 'Two futures' }).getByText('They are the same').waitFor();
    expect(await ways.count()).toBe(0);
    await pressed('Escape');
  });

  test('SCSA beside AIX: what came of it, row by row, and the run under the other to step through', async () => {
    await openScenario('#scenario=medium-error');
    await page.getByRole('button', { name: 'SCSA beside AIX' }).click();
    const dialog = page.getByRole('dialog', { name: 'SCSA beside AIX' });
    const saw = dialog.getByRole('row', { name: /^the application saw/ });
    expect(await saw.innerText()).toMatch(/2 without error, 1 EIO/);
    expect(await dialog.locator('.side-by-side tbody tr').count()).toBeGreaterThan(10);
    expect(await inspector.violations('all', 'dialog')).toEqual([]);
    await dialog.getByRole('button', { name: 'step through it' }).nth(1).click();
    await page.locator('.outcome.before').waitFor();
    await inspector.finished();
    expect(page.url()).toContain('set=driver=aix');
    // The two runs are two futures, too: other machines from the beginning on.
    await pressed('X');
    const futures = page.getByRole('dialog', { name: 'Two futures' });
    await futures.getByText(/They differ from the beginning on|They are the same up to step \d/).waitFor();
    expect(await futures.locator('.side-by-side th').allInnerTexts()).toEqual(['as it was', 'driver=aix']);
    expect((await futures.getByRole('row', { name: /^resets/ }).innerText()).split('\t')).toEqual(['resets', '1', '0']);
    await pressed('Escape');
    await pressed('c');
    expect(await headline()).toMatch(/^sc\.strategy/);
    await page.getByRole('button', { name: /^scbuf:d0\.1/ }).click();
    await page.locator('.view-head .who').getByText('sc-buf').waitFor();
    // It is watched by the properties of its own driver.
    await pressed('5');
    const list = page.getByRole('group', { name: 'Properties of the model' });
    await list
      .getByRole('button', { name: /aix-.*holds/s })
      .first()
      .waitFor();
  });
});

test('every parameter and every choice of the world is within reach of what-if', async () => {
  await openScenario('#scenario=clean-read');
  await pressed('v');
  const dialog = page.getByRole('dialog', { name: 'What if it had been otherwise?' });
  const names = await dialog.locator('.layers label > span').allInnerTexts();
  const wanted = parameterNames().filter(({ layer }) => !/^(aix|sam)/.test(layer));
  expect(names).toEqual(['driver', 'bus.grain', ...wanted.map(({ name }) => name)]);
  const points = await dialog.locator('.fault-rules select').first().locator('option').allInnerTexts();
  expect(points).toEqual(choicePoints);
  await dialog.getByLabel('queueDepth').fill('1');
  await dialog.getByLabel('recoveryLadder').fill('busReset');
  await dialog.getByLabel('pktTime', { exact: true }).fill('5000');
  await dialog.getByLabel('bus.grain').selectOption('phase');
  await dialog.getByRole('button', { name: 'Run it' }).click();
  await page.locator('.outcome.before').waitFor();
  await inspector.finished();
  expect(await page.locator('.story .changed').innerText()).toContain(
    'device.queueDepth=1, hba.recoveryLadder=busReset, bus.grain=phase, delays.pktTime=5000',
  );
  await page.getByRole('button', { name: /^bus:b0/ }).click();
  await page.locator('.view-head .who').getByText('parallel-phase').waitFor();
});

test('what the world did is left out; a message is late; something else happens by itself', async () => {
  await openScenario('#scenario=third-party-reset');
  expect(await page.getByRole('list', { name: 'Marks' }).innerText()).toContain('reset');
  await pressed('v');
  const dialog = page.getByRole('dialog', { name: 'What if it had been otherwise?' });
  await dialog.getByLabel('leave out').selectOption({ index: 1 });
  await dialog.getByLabel('Late message', { exact: true }).selectOption('tran.start');
  await dialog.getByLabel('Milliseconds longer', { exact: true }).fill('7');
  await dialog.getByRole('button', { name: 'Delay it' }).click();
  await dialog.getByLabel('Late message', { exact: true }).selectOption('tran.return');
  await dialog.getByRole('button', { name: 'It comes first' }).click();
  await dialog.getByLabel('Something happens by itself').selectOption({ label: 'lu:d0: powerOn' });
  await dialog.getByLabel('Message before it', { exact: true }).selectOption('buf.strategy');
  await dialog.getByRole('button', { name: 'Let it' }).click();
  await dialog.getByText('without: world.foreignReset').waitFor();
  await dialog.getByRole('button', { name: 'Run it' }).click();
  await page.locator('.outcome.before').waitFor();
  await inspector.finished();
  expect(await page.getByRole('list', { name: 'Marks' }).innerText()).not.toContain('reset');
  expect(page.url()).toMatch(/fault=without~0&fault=tran\.start%2B7@1&fault=tran\.return!@1&fault=send~/);
  expect(await page.locator('.story .changed').innerText()).toContain(
    'tran.start 7 ms longer (occurrence 1), tran.return comes first (occurrence 1), world.powerOn to lu:d0 0 ms after buf.strategy (occurrence 1)',
  );
  await pressed('/');
  await page.keyboard.type('world.poweron');
  await pressed('Enter');
  await expect.poll(headline).toBe('world.powerOn');
});

test('while a run is played, stepped, taken over and changed, no part of the frame moves', async () => {
  await openScenario('#scenario=command-timeout');
  await page.evaluate(`
    frame = '.toolbar, .tabs, .actions, .panels, .side, .main, .main > div:first-child, .view-head, .stack, .story, .step, .timeline, .controls, .controls button, .scrub';
    where = () => [...document.querySelectorAll(frame)].map((part) => {
      const { x, y, width, height } = part.getBoundingClientRect();
      return [part.classList[0] ?? part.textContent, x, y, width, height].join(' ');
    });
    moved = [];
    new PerformanceObserver((list) => {
      for (const { sources } of list.getEntries())
        for (const { node } of sources) if (node instanceof Element && node.matches(frame)) moved.push(node.className);
    }).observe({ type: 'layout-shift' });
  `);
  const where = () => page.evaluate<string[]>('where()');
  await pressed('Home', ']', ']', ' ');
  const before = await where();
  expect(before.length).toBeGreaterThan(20);
  const same = async (when: string): Promise<void> => expect(await where(), when).toEqual(before);
  await expect.poll(() => inspector.position()).toBeGreaterThan(20);
  // The play button says what it does.
  await pressed(' ');
  await same('after playing');
  // However far that has come.
  await inspector.slider().fill('40');
  await pressed('c', 'c', 'e', 'ArrowRight');
  await same('after going on');
  await takeOver();
  await same('taken over');
  await offers().nth(1).click();
  await expect.poll(() => page.url()).toContain('pick=');
  await asked();
  await same('after a pick');
  await pressed('ArrowRight');
  await asked();
  await pressed('x');
  await same('back to the run as it was');
  await pressed('x', 'r');
  await inspector.finished();
  await same('at the end');
  await pressed('v');
  await page.getByRole('button', { name: 'auto request sense off' }).click();
  await page.locator('.outcome.before').waitFor();
  await inspector.finished();
  await same('changed');
  expect(await page.evaluate('moved')).toEqual([]);
});

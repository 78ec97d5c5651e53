import { writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import {
  type Browser,
  hasChromium,
  type Page,
  startChromium,
} from '../../support/browser/chromium.ts';
import { databaseSuite, hasDatabase } from '../../support/database.ts';
import type { Daemon } from '../support/daemon.ts';
import { openScene, type Scene, smallIndex } from '../support/scene.ts';
import { until } from '../support/until.ts';

const test = databaseSuite('the inspector in a browser (needs chromium: apt-get install chromium)');
const inBrowser = hasChromium && hasDatabase ? test : Object.assign(() => test.skip(), test);

const token = 'planted-ops-token';

let scene: Scene;
let daemon: Daemon;
let browser: Browser;
let page: Page;

const text = (selector: string): Promise<string> =>
  page.see<string>(`document.querySelector(${JSON.stringify(selector)})?.textContent ?? ''`);

const texts = (selector: string): Promise<readonly string[]> =>
  page.see(`[...document.querySelectorAll(${JSON.stringify(selector)})].map((e) => e.textContent)`);

const crash = (id: string): Promise<Response> =>
  daemon.get(`/debug/actors/${id}/fault/crash`, 'operators', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(100) });
  daemon = scene.daemon({ OPS_TOKEN: token, INDEX_MIN_ENTRIES: '50', INSPECT: 'on' });
  if (!hasChromium || !hasDatabase) return;
  browser = await startChromium();
  page = await browser.page();
});

test.after(async () => {
  await browser?.close();
  await scene.close();
});

test('PS34: without a token the stream is 401', async () => {
  assert.is((await daemon.get('/inspect/stream')).status, 401);
  assert.is((await daemon.get('/inspect', 'public')).status, 404);
});

inBrowser('the page asks for the token, and refuses a wrong one', async () => {
  const { url } = await daemon.wait('http.listening', ({ listener }) => listener === 'operators');
  await daemon.wait('poll.succeeded');
  await page.open(`${String(url)}/inspect`);
  await until(() => page.see(`document.getElementById('door').open`));
  await page.type('a wrong one');
  await page.key('Enter');
  await until(async () => (await text('#refused')) === 'That is not the token.');
  await page.type(token);
  await page.key('Enter');
  await until(async () => (await text('#link')) === 'live');
});

inBrowser('it shows the tree, and the state in which the poller is lit in its chart', async () => {
  const names = await texts('.actor b');
  for (const name of ['root', 'watchdog', 'messageQueue', 'poller'])
    assert.ok(names.includes(name));
  await until(async () => (await text('svg .box.lit')) === 'waiting');
  assert.ok((await texts('svg .box')).length >= 10);
  const lit = await page.see<string>(
    `getComputedStyle(document.querySelector('svg .box.lit rect')).strokeWidth`,
  );
  assert.is(lit, '2px');
});

inBrowser(
  'PS34: a crash is shown as a death, and the restart after it, as they happen',
  async () => {
    await crash('poller');
    await until(async () => (await text('#rows .crash .what')).includes('crashed'));
    await until(async () => (await text('#rows .back .what')) === 'runs again, incarnation 2');
    await until(async () => (await texts('.actor .count')).some((count) => count.startsWith('#2')));
    const { SCREENSHOT } = process.env;
    if (SCREENSHOT) writeFileSync(SCREENSHOT, await page.picture());
  },
);

inBrowser('it asked no other host, broke no policy, and kept the token nowhere', async () => {
  const { url } = await daemon.wait('http.listening', ({ listener }) => listener === 'operators');
  assert.equal(
    page.asked.filter((one) => !one.startsWith(`${String(url)}/inspect`)),
    [`${String(url)}/favicon.ico`].filter((one) => page.asked.includes(one)),
  );
  const refused = (one: string): boolean => one.includes('401') || one.includes('favicon');
  assert.equal(
    page.complaints.filter((one) => !refused(one)),
    [],
  );
  assert.is(await page.see(`JSON.stringify([localStorage.length, document.cookie])`), '[0,""]');
  assert.not.match(await page.see<string>('document.documentElement.outerHTML'), token);
});

test('a stream does not hold the end of the daemon', async () => {
  assert.equal(await daemon.stop(), { code: 0, signal: null });
});

test.run();

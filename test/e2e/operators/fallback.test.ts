import * as assert from 'uvu/assert';
import { plainText } from '../../../src/commands/world/slack/listing.ts';
import { databaseSuite } from '../../support/database.ts';
import { type Inbox, openInbox } from '../../support/operators/inbox.ts';
import type { Daemon } from '../support/daemon.ts';
import { OPS, openScene, type Scene, smallIndex } from '../support/scene.ts';
import { until } from '../support/until.ts';

const test = databaseSuite('everything is away from the first second, end to end');

let scene: Scene;
let inbox: Inbox;
let daemon: Daemon;

/** Notices at ntfy whose title fits. */
const atNtfy = (what: RegExp): number =>
  inbox.letters.filter(({ headers }) => what.test(String(headers['title']))).length;

const anchors = () =>
  scene.slack
    .messages(OPS)
    .filter((one) => one.threadTs === null && /No successful poll/.test(one.text));

test.before(async () => {
  [scene, inbox] = await Promise.all([openScene({ snapshot: smallIndex(100) }), openInbox()]);
  if (scene.database === null) return;
  await Promise.all([scene.index.stop(), scene.slack.goAway(), scene.drafts.stop()]);
  daemon = scene.daemon({
    INDEX_MIN_ENTRIES: '50',
    POLL_INTERVAL: '1s',
    NTFY_URL: `${inbox.url}/ntfy`,
  });
});

test.after(async () => {
  await Promise.all([scene.close(), inbox.close()]);
});

test('operations-8: ntfy has the P1 within 61 s, and it is the only one', async () => {
  const fired = await daemon.wait('alert.firing', ({ rule }) => rule === 'self.poll.stale');
  const { document } = await daemon.health();
  const waited =
    Date.parse(String(fired['time'])) - Date.parse(String(document.summary.started_at));
  assert.ok(waited >= 2_000 && waited < 5_000, `${waited} ms`);
  await until(() => atNtfy(/FIRING P1 No successful poll/) === 1, 61_000);
  assert.equal(
    inbox.letters.map(({ headers }) => headers['title']),
    ['FIRING P1 No successful poll'],
  );
});

test('operations-8: Slack is back: it shows the alert once, in its present state', async () => {
  await scene.slack.comeBack();
  await until(() => anchors().length > 0, 60_000);
  assert.match(anchors()[0]?.text ?? '', 'FIRING P1');
});

test('its end is an edit of that message with a reply in its thread, and one notice at ntfy', async () => {
  await scene.index.start();
  await until(() => /RESOLVED P1/.test(anchors()[0]?.text ?? ''), 30_000);
  const replies = () =>
    scene.slack.messages(OPS).filter(({ threadTs }) => threadTs === anchors()[0]?.ts);
  await until(() => replies().some((one) => /Polls succeed again/.test(plainText(one))));
  await until(() => atNtfy(/RESOLVED P1 No successful poll/) === 1);
  assert.is(anchors().length, 1);
  assert.is(atNtfy(/No successful poll/), 2);
  assert.equal(scene.slack.breaches(), []);
  assert.is(daemon.all('actor.crashed').length, 0);
  assert.equal(await daemon.stop(), { code: 0, signal: null });
});

test.run();

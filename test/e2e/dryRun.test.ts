import * as assert from 'uvu/assert';
import { databaseSuite } from '../support/database.ts';
import { problemsOf } from '../support/health/schema.ts';
import type { Daemon } from './support/daemon.ts';
import { outboxStates } from './support/rows.ts';
import { OPS, openScene, type Scene, smallIndex } from './support/scene.ts';
import { idsFrom, told } from './support/told.ts';
import { until } from './support/until.ts';

const test = databaseSuite('dry run, end to end');

let scene: Scene;
let daemon: Daemon;

const env = { INDEX_MIN_ENTRIES: '50', POLL_INTERVAL: '1s', FLY_MACHINE_ID: 'one' };
const noTokens = { SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '' };

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(100) });
});

test.after(() => scene.close());

test('without tokens every message is printed, the replies of a digest too, and Slack hears nothing', async () => {
  daemon = scene.daemon({ ...env, ...noTokens });
  await daemon.wait('poll.succeeded');
  scene.index.serve(smallIndex(145));
  const isReply = ({ text }: { readonly [key: string]: unknown }): boolean =>
    /P1145R0/.test(String(text));
  await daemon.wait('delivery.printed', isReply);
  const printed = daemon.all('delivery.printed');
  const ids = printed.flatMap(({ text }) => String(text).match(/(?<=^\W*)P\d{4}R\d+/gm) ?? []);
  assert.equal(ids, idsFrom(1101, 45));
  assert.equal(await outboxStates(scene), { printed: printed.length });
  assert.ok(printed.length >= 3, 'a note to operators, the head of a digest, its replies');
  assert.equal(scene.slack.calls(), []);
});

test('health says that it is a dry run, and that all is well', async () => {
  await until(async () => (await daemon.health()).document.summary.queue_depth === 0);
  const { status, document } = await daemon.health();
  assert.equal(problemsOf(document), []);
  assert.is(status, 200);
  assert.is.not(document.status, 'fail');
  const { summary } = document;
  assert.equal(
    [summary.dry_run, summary.queue_depth, summary.slack?.web_api],
    [true, 0, 'dry_run'],
  );
  assert.equal(await daemon.stop(), { code: 0, signal: null });
});

test('with tokens later nothing of it is sent, only what is new', async () => {
  daemon = scene.daemon(env);
  await daemon.wait('poll.succeeded');
  scene.index.serve(smallIndex(146));
  await until(() => told(scene).length > 0);
  await daemon.wait('poll.succeeded', undefined, { from: daemon.lines.length });
  assert.equal(told(scene), ['P1146R0']);
  assert.equal(scene.slack.messages(OPS), []);
  assert.equal(await daemon.stop(), { code: 0, signal: null });
});

test.run();

import * as assert from 'uvu/assert';
import { plainText } from '../../../src/commands/world/slack/listing.ts';
import type { Message } from '../../../src/commands/world/slack/workspace.ts';
import { databaseSuite } from '../../support/database.ts';
import type { Daemon } from '../support/daemon.ts';
import { ask } from '../support/rows.ts';
import { OPS, openScene, type Scene, smallIndex } from '../support/scene.ts';
import { until } from '../support/until.ts';

const test = databaseSuite('buttons of alerts, end to end');

let scene: Scene;
let daemon: Daemon;
let episode = '';

const start = (): Daemon =>
  scene.daemon({
    INDEX_MIN_ENTRIES: '50',
    POLL_INTERVAL: '1s',
    OPS_USERS: 'U0ADA',
    FLY_MACHINE_ID: 'one',
  });

/** The one message about the index. */
function anchor(): Message {
  const all = scene.slack
    .messages(OPS)
    .filter(({ text, threadTs }) => threadTs === null && /No successful poll/.test(text));
  assert.is(all.length, 1);
  return all[0] as Message; // the only one
}

const buttons = (): readonly string[] =>
  [...JSON.stringify(anchor().attachments).matchAll(/"action_id":"([\w.]+)"/g)].map(
    ([, id]) => id ?? '',
  );

/** Presses a button on it; what whoever pressed was told. */
async function press(actionId: string, user: string): Promise<string> {
  const before = scene.slack.answers().length;
  const { ts, channel } = anchor();
  const sent = await scene.slack.socket.click({
    actionId,
    value: episode,
    message: { ts, channel },
    user,
  }).done;
  assert.is(sent.state, 'acked');
  await until(() => scene.slack.answers().length > before);
  return JSON.stringify(scene.slack.answers().at(-1));
}

interface Debug {
  readonly episodes: readonly { readonly id: string; readonly acked: boolean }[];
  readonly silences: readonly { readonly match: { readonly rule: string } }[];
}

const debug = async (): Promise<Debug> =>
  JSON.parse(await (await daemon.get('/debug/alerts')).text());

const acked = async (): Promise<number> =>
  Number((await daemon.health()).document.summary.alerts.acked);

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(100) });
  if (scene.database === null) return;
  daemon = start();
  await daemon.wait('delivery.sent');
  await scene.index.stop();
  const fired = await daemon.wait('alert.firing', ({ rule }) => rule === 'self.poll.stale');
  episode = String(fired['episode']);
  await until(() => scene.slack.messages(OPS).some(({ text }) => /No successful poll/.test(text)));
});

test.after(() => scene.close());

test('somebody who is no operator is refused, a line says so, and nothing changes', async () => {
  assert.equal(buttons(), ['alert.ack', 'alert.mute.1h', 'alert.runbook']);
  assert.match(await press('alert.ack', 'U0BOB'), 'not on the list of operators');
  const line = await daemon.wait('ops.command');
  assert.equal([line['outcome'], line['command']], ['not_allowed', 'ack self.poll.stale']);
  assert.is(await acked(), 0);
  assert.is((await ask(scene, 'select 1 from ops_log')).length, 0);
});

test('operations-10: acknowledged: the message shows by whom, the row and /debug have it, and ops_log', async () => {
  const from = daemon.lines.length;
  assert.match(await press('alert.ack', 'U0ADA'), 'Acknowledged');
  await until(() => /acknowledged by <@U0ADA>/.test(plainText(anchor())));
  assert.equal(buttons(), ['alert.mute.1h', 'alert.runbook']);
  assert.match(anchor().text, 'ACKNOWLEDGED P1');
  const line = await daemon.wait('ops.command', undefined, { from });
  assert.is(line['outcome'], 'done');
  assert.equal(
    await ask(
      scene,
      `select e.acked_by, v.transition, v.who from alert_episode e join alert_event v on v.episode = e.id
       where e.id = '${episode}' and v.transition = 'acked'`,
    ),
    [{ acked_by: 'U0ADA', transition: 'acked', who: 'U0ADA' }],
  );
  assert.equal(await ask(scene, 'select who, command from ops_log'), [
    { who: 'U0ADA', command: 'ack self.poll.stale' },
  ]);
  const shown = (await debug()).episodes.find(({ id }) => id === episode);
  assert.is(shown?.acked, true);
  await until(async () => (await acked()) === 1);
});

test('pressed again: the second hears who was first, and it stays one change', async () => {
  assert.match(await press('alert.ack', 'U0ADA'), 'Already acknowledged by <@U0ADA>');
  const [row] = await ask<{ n: number }>(
    scene,
    `select count(*)::int as n from alert_event where transition = 'acked'`,
  );
  assert.is(row?.n, 1);
});

test('operations-13: killed while it fires: no second message, and it is still acknowledged', async () => {
  daemon.kill('SIGKILL');
  await daemon.ended;
  daemon = start();
  await daemon.wait('poll.stale');
  await until(async () => (await acked()) === 1);
  assert.match(plainText(anchor()), /acknowledged by <@U0ADA>/);
});

test('silenced for an hour by a button: a row, and it stands in /debug', async () => {
  assert.match(await press('alert.mute.1h', 'U0ADA'), 'self.poll.stale is silent until');
  assert.equal(await ask(scene, `select match->>'rule' as rule, author, reason from silence`), [
    { rule: 'self.poll.stale', author: 'U0ADA', reason: 'button' },
  ]);
  assert.equal(
    (await debug()).silences.map(({ match }) => match.rule),
    ['self.poll.stale'],
  );
  await until(async () => (await daemon.health()).document.summary.alerts.silenced === 1);
});

test('its end is told all the same, once, in the same message', async () => {
  await scene.index.start();
  await until(() => /RESOLVED P1/.test(anchor().text));
  const replies = (): number =>
    scene.slack
      .messages(OPS)
      .filter((one) => one.threadTs === anchor().ts && /Polls succeed again/.test(plainText(one)))
      .length;
  await until(() => replies() === 1);
  assert.equal(scene.slack.breaches(), []);
  assert.equal(await daemon.stop(), { code: 0, signal: null });
});

test.run();

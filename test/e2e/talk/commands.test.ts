import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pdfBody } from '../../../src/commands/world/drafts/bodies.ts';
import { scopesWithHistory } from '../../../src/commands/world/slack/workspace.ts';
import type { Daemon } from '../support/daemon.ts';
import { ask } from '../support/rows.ts';
import { OPS, openScene, type Scene, smallIndex } from '../support/scene.ts';
import { until } from '../support/until.ts';

const test = suite('commands, end to end');

let scene: Scene;
let daemon: Daemon;

test.before(async () => {
  scene = await openScene({
    snapshot: smallIndex(20),
    slack: { paced: false, scopes: scopesWithHistory },
  });
  daemon = scene.daemon({ INDEX_MIN_ENTRIES: '10', OPS_USERS: 'U0BOB,U0CYD', PROBE_RATE: '0' });
  await Promise.all([daemon.wait('slack.connected'), daemon.wait('poll.succeeded')]);
});

test.after(() => scene.close());

/** The text of the answer to a slash command. */
async function say(
  text: string,
  user = 'U0ADA',
  command: '/paperscout' | '/paper' = '/paperscout',
) {
  const before = scene.slack.answers().length;
  await scene.slack.socket.command(command, text, { user }).done;
  await until(() => scene.slack.answers().length > before);
  return scene.slack.answers()[before]?.text ?? '';
}

test('a paper is watched and looked up by slash commands, answered to the asking person alone', async () => {
  assert.match(await say('watch P1001'), /Watching P1001: 1 paper/);
  const [watch, ...others] = await ask<{ kind: string; value: string }>(
    scene,
    'select kind, value from watches',
  );
  assert.equal([watch?.kind, watch?.value, others.length], ['paper', 'P1001', 0]);
  assert.match(await say('P1001', 'U0ADA', '/paper'), /P1001R0.*Paper 1001[\s\S]*Ada Lovelace/);
  assert.ok(scene.slack.answers().every(({ ephemeral }) => ephemeral));
  assert.match(await say('watch P12'), /P2300R10/);
  assert.is((await ask(scene, 'select 1 from watches')).length, 1);
});

test('a mention that looks for papers is answered in its thread, a direct message where it is', async () => {
  scene.slack.socket.mention('search "Paper 1001"', { user: 'U0BOB' });
  await until(() =>
    scene.slack.messages('C0PAPERS').some(({ text }) => text.includes('1 paper found')),
  );
  const found = scene.slack.messages('C0PAPERS').find(({ text }) => text.includes('1 paper found'));
  assert.ok(found?.threadTs !== null);
  scene.slack.socket.mention('status', { user: 'U0BOB' });
  await until(() => scene.slack.whispers().some(({ user }) => user === 'U0BOB'));
  scene.slack.socket.direct('status', { user: 'U0ADA', channel: 'D0ADA' });
  await until(() =>
    scene.slack.messages().some(({ text }) => text.startsWith('Index: last check')),
  );
  await until(() => JSON.stringify(scene.slack.home('U0ADA')).includes('P1001')); // since the watch
});

test('a number that is not in the index: who looks for it, and its draft once an operator has it looked at', async () => {
  await daemon.wait('probe.cycle');
  assert.match(
    await say('P1021'),
    /P1021 is not in the index[\s\S]*\(class F\): last .*, answer 404/,
  );
  scene.drafts.put('D1021R0.pdf', pdfBody('A draft of ours'));
  assert.match(await say('ops probe P1021', 'U0BOB'), /It looks now/);
  await daemon.wait('draft.found');
  assert.match(await say('P1021'), /Draft R0, seen just now, unpublished, may change/);
  assert.match(await say('drafts'), /^1 draft first seen within 7 days:[\s\S]*D1021R0/);
  assert.match(await say('status'), /Drafts: last look just now, 1 new of \d+\./);
});

test('orders are for operators; each use is a row and a line', async () => {
  assert.match(await say('ops pause poller'), /only for operators/);
  assert.is((await ask(scene, "select 1 from ops_log where command = 'pause poller'")).length, 0);
  assert.match(await say('ops pause poller', 'U0BOB'), /The poller is paused/);
  const [use] = await ask<{ who: string; command: string }>(
    scene,
    "select who, command from ops_log where command = 'pause poller'",
  );
  assert.equal({ ...use }, { who: 'U0BOB', command: 'pause poller' });
  const said = daemon.all('ops.command').map(({ command, outcome }) => [command, outcome]);
  assert.equal(said, [
    ['probe P1021', 'done'],
    ['pause poller', 'not_allowed'],
    ['pause poller', 'done'],
  ]);
  assert.match(await say('status'), /an operator has paused the checks/);
});

test('alerts are listed, taken on and silenced by command, under the name of who did it', async () => {
  await say('watch P1002', 'U0GONE'); // whose home cannot be published: nobody of that id is there
  await daemon.wait('alert.firing', ({ rule }) => rule === 'self.destination');
  assert.match(await say('ops ack self.destination', 'U0ADA'), /only for operators/);
  assert.match(await say('ops alerts', 'U0CYD'), /P2 `self\.destination` .* dest=U0GONE/);
  assert.match(await say('ops ack self.destination', 'U0CYD'), /^Acknowledged: no reminders/);
  await until(() =>
    scene.slack.messages(OPS).some(({ text }) => text.startsWith('🟡 ACKNOWLEDGED P2')),
  );
  assert.match(await say('ops silence self.dest* 2h a test', 'U0CYD'), /is silent until .* \(sil/);
  const [silence] = await ask<{ id: string; author: string; reason: string }>(
    scene,
    'select id::text, author, reason from silence',
  );
  assert.equal([silence?.author, silence?.reason], ['U0CYD', 'a test']);
  assert.match(await say(`ops unsilence ${silence?.id}`, 'U0CYD'), /is over/);
  const uses = await ask<{ command: string }>(
    scene,
    "select command from ops_log where who = 'U0CYD' order by at, id",
  );
  assert.equal(
    uses.map(({ command }) => command),
    ['alerts', 'ack self.destination', 'silence self.dest* 120m', `unsilence ${silence?.id}`],
  );
});

test('papers-22: status during an outage says what failed and since when', async () => {
  scene.index.fail({ type: 'status', status: 403 }); // no retry inside the poll, unlike a refused connection
  assert.match(await say('ops resume poller', 'U0BOB'), /goes on/);
  await daemon.wait('poll.failed');
  const status = await say('status');
  assert.match(
    status,
    /Index: cannot be read, the server denies access \(UPSTREAM_CHANGED\/http_403\)/,
  );
  assert.match(status, /last good check .*, 1 check failed in a row/);
});

test('papers-21: a paper that is named in a channel gets two lines in its thread', async () => {
  assert.match(await say('previews on'), /Previews are on/);
  const text = 'see [p1002], not `[P1003]`';
  await scene.slack.socket.say(text, { user: 'U0ADA', channel: 'C0PAPERS' }).done;
  const isPreview = ({ text: said }: { readonly text: string }) => /^<\S+\|P1002R0> · /.test(said);
  await until(() => scene.slack.messages('C0PAPERS').some(isPreview));
  const preview = scene.slack.messages('C0PAPERS').find(isPreview);
  assert.is(preview?.text.split('\n').length, 2);
  assert.ok(preview?.threadTs);
});

/** Every table in which a person occurs. */
async function traces(user: string): Promise<readonly string[]> {
  const tables = await ask<{ name: string }>(
    scene,
    "select table_name as name from information_schema.tables where table_schema = 'public'",
  );
  const found = await Promise.all(
    tables.map(async ({ name }) => {
      const rows = await ask(scene, `select 1 from "${name}" t where t::text like '%${user}%'`);
      return rows.length > 0 ? [name] : [];
    }),
  );
  return found.flat().sort();
}

test('papers-22: who asks to be forgotten leaves no row but in ops_log', async () => {
  await say('mute 3d', 'U0BOB');
  await say('watch author:lovelace', 'U0BOB');
  assert.match(await say('forget me', 'U0BOB'), /for good/);
  await until(
    async () => (await ask(scene, "select 1 from outbox where state = 'inflight'")).length === 0,
  );
  const before = scene.slack.answers().length;
  const message = { channel: 'C0PAPERS', ts: '1.1' };
  await scene.slack.socket.click({ actionId: 'talk.forget', value: 'me', message, user: 'U0BOB' })
    .done;
  await until(() => scene.slack.answers().length > before);
  assert.match(scene.slack.answers()[before]?.text ?? '', /^Done/);
  assert.equal(await traces('U0BOB'), ['ops_log']);
  assert.equal(scene.slack.breaches(), []);
});

test.run();

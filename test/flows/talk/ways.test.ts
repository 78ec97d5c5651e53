import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../../src/domain/health/failure.ts';
import { sayReply } from '../../../src/domain/talk/replies/plain.ts';
import { allWell, away, index, MINUTE, START, said, talkWorld } from '../../support/talk/world.ts';

const test = suite('ways of answers');

const refused = () => ({
  type: 'refused' as const,
  failure: new Failure({
    category: 'NETWORK',
    reason: 'reset',
    operation: 'slack.response_url',
    message: 'x',
  }),
});

test('a slash command is answered by its URL, for the asking person alone, without a row', async () => {
  const world = talkWorld();
  await world.say('P2300', { way: 'paper' });
  assert.equal(
    world.posted.map(({ ephemeral, replace }) => [ephemeral, replace]),
    [[true, false]],
  );
  assert.equal(world.rows(), []);
});

test('a URL that is late or refused: a direct message in the lane for answers', async () => {
  for (const respond of [() => ({ type: 'late' as const }), refused]) {
    const world = talkWorld({}, respond);
    assert.match((await world.say('P2300')) ?? '', /not in the index/);
    const [row] = world.rows();
    assert.equal([row?.dest, row?.lane, row?.kind, row?.foldable], ['U0ADA', 1, 'post', false]);
    assert.is(world.woken(), 1);
  }
});

test('a mention: papers and lists in the thread, all else for the asking person alone', async () => {
  const world = talkWorld();
  const cases = [
    ['<@U0BOT> P2300', 'post', '1700000000.000100'],
    ['<@U0BOT> search span', 'post', '1700000000.000100'],
    ['<@U0BOT> recent', 'post', '1700000000.000100'],
    ['<@U0BOT> mailing', 'post', '1700000000.000100'],
    ['<@U0BOT>: drafts', 'post', '1700000000.000100'],
    ['hello <@U0BOT|paperscout>, P2300', 'post', '1700000000.000100'],
    ['P2300 <@U0BOT>', 'post', '1700000000.000100'],
    ['<@U0BOT|paperscout> status', 'ephemeral', null],
    ['<@U0BOT> xyzzy', 'ephemeral', null],
    ['<@U0BOT>', 'ephemeral', null],
  ] as const;
  for (const [text, kind, threadTs] of cases) {
    await world.say(text, { way: 'mention' });
    const row = world.rows().at(-1);
    assert.equal([row?.kind, row?.threadTs, row?.dest], [kind, threadTs, 'C0PAPERS'], text);
    assert.is(row?.user ?? null, kind === 'ephemeral' ? 'U0ADA' : null);
  }
  await world.say('<@U0BOT> status', { way: 'mention', threadTs: '1699.1' });
  assert.is(world.rows().at(-1)?.threadTs, '1699.1');
});

test('a name beside ours is a person, who cannot be asked about', async () => {
  const world = talkWorld();
  for (const text of ['<@U0BOT> watch <@U0ADA>', 'ask <@U0ADA> or <@U0BOT>'])
    assert.match((await world.say(text, { way: 'mention' })) ?? '', /People and channels/);
  const direct = { way: 'direct', channel: 'D0ADA' } as const;
  assert.match((await world.say('<@U0BOT> version', direct)) ?? '', /^PaperScout 1\.2\.3/);
  assert.match((await world.say('watch <@U0ADA>', direct)) ?? '', /People and channels/);
});

test('a direct message is answered there, as a message', async () => {
  const world = talkWorld();
  await world.say('status', { way: 'direct', channel: 'D0ADA' });
  const [row] = world.rows();
  assert.equal([row?.dest, row?.kind, row?.threadTs], ['U0ADA', 'post', null]);
});

test('the same thing twice is one row', async () => {
  const world = talkWorld();
  const inbound = {
    key: 'ev:E1',
    at: START,
    text: 'status',
    user: 'U0ADA',
    type: 'direct' as const,
    channel: 'D0ADA',
    ts: '1.1',
    threadTs: null,
  };
  await world.hear(inbound);
  await world.hear(inbound);
  assert.is(world.rows().length, 1);
});

test('the twenty-first command of a minute is asked to wait, once', async () => {
  const world = talkWorld();
  for (let n = 0; n < 20; n += 1) assert.match((await world.say('version')) ?? '', /PaperScout/);
  assert.match((await world.say('version')) ?? '', /Please wait/);
  assert.is(await world.say('watch P2300'), null);
  assert.match((await world.say('version', { user: 'U0BOB' })) ?? '', /PaperScout/);
  world.pass(MINUTE);
  assert.match((await world.say('version')) ?? '', /PaperScout/);
  assert.equal(await world.store.people.watches('U0ADA'), []);
});

test('papers-19: bad input is one line, and nothing is stored', async () => {
  const world = talkWorld();
  for (const text of ['watch P12', 'mute 400d', "'; drop table", 'watch <@U1|x>', 'quiet 25-07']) {
    const line = (await world.say(text)) ?? '';
    assert.ok(line.length > 20 && !line.includes('\n'), line);
    world.pass(MINUTE);
  }
  assert.equal(world.rows(), []);
  assert.is(world.store.tables.recipients.size, 0);
});

test('the database is away: said in plain words, thrown for the log, no text of the driver', async () => {
  const broken = talkWorld();
  const { store } = broken;
  const people = { ...store.people, watches: async () => Promise.reject(away()) };
  const world = talkWorld({ people });
  const thrown = await world.say('watches').catch((failure: unknown) => failure);
  assert.ok(thrown instanceof Failure && thrown.category === 'DB');
  const said = JSON.stringify(world.posted);
  assert.match(said, /database is away/);
  assert.not.match(said, /secret detail/);
  assert.match((await world.say('status')) ?? '', /last check/);
});

test('a bug is an apology, and nothing of it is shown', async () => {
  const bug = () => Promise.reject(new TypeError('x is not a function at /src/y.ts'));
  const world = talkWorld({ setup: { authorised: bug, channel: bug } });
  const thrown = await world.say('previews on').catch((failure: unknown) => failure);
  assert.ok(thrown instanceof Failure && thrown.category === 'UNKNOWN');
  const said = JSON.stringify(world.posted);
  assert.match(said, /not your fault/);
  assert.not.match(said, /function|y\.ts/);
});

const noOutbox = { enqueue: async () => Promise.reject(away()) };

test('without the outbox a mention, a direct message and a click in the home are answered at once', async () => {
  const world = talkWorld({ outbox: noOutbox });
  await world.say('<@U0BOT> status', { way: 'mention' });
  await world.say('<@U0BOT> P2300', { way: 'mention' });
  await world.say('status', { way: 'direct', channel: 'D0ADA', threadTs: '1699.1' });
  await world.press('talk.keep', 'me', { url: false });
  const user = 'U0ADA';
  assert.equal(
    world.direct.map(({ to }) => to),
    [
      { kind: 'ephemeral', channel: 'C0PAPERS', user, threadTs: null },
      { kind: 'post', channel: 'C0PAPERS', user, threadTs: '1700000000.000100' },
      { kind: 'post', channel: 'D0ADA', user, threadTs: '1699.1' },
      { kind: 'post', channel: null, user, threadTs: null },
    ],
  );
  assert.match(said(world.direct[2]?.content ?? sayReply('')), /^Index: last check 12 min ago/);
  assert.equal(
    world.failures.map(({ category }) => category),
    ['DB', 'DB', 'DB', 'DB'],
  );
});

test('what needs the database says honestly that it is away, also where there is no URL', async () => {
  const broken = talkWorld();
  const people = { ...broken.store.people, watches: async () => Promise.reject(away()) };
  const world = talkWorld({ people, outbox: noOutbox });
  await world.say('watches', { way: 'direct', channel: 'D0ADA' }).catch(() => {});
  assert.is(world.direct.length, 1);
  assert.match(said(world.direct[0]?.content ?? sayReply('')), /database is away.*nothing is lost/);
});

test('while the database is known to be away nobody waits for it once more', async () => {
  const never = () => Promise.reject(new TypeError('asked all the same'));
  const people = { ...talkWorld().store.people, watches: never, unwatch: never };
  const world = talkWorld({
    people,
    outbox: { enqueue: never },
    seen: () => ({ ...allWell, databaseLostAt: START - MINUTE }),
  });
  for (const text of ['watches', 'status', 'xyzzy', 'version'])
    await world.say(text, { way: 'direct', channel: 'D0ADA' });
  await world.press('talk.remove', '1', { url: false });
  const heard = world.direct.map(({ content }) => said(content).split('\n')[0]);
  assert.match(heard[0] ?? '', /database is away/);
  assert.is(heard[1], 'Something is wrong.');
  assert.match(heard[2] ?? '', /no such command/);
  assert.match(heard[3] ?? '', /^PaperScout/);
  assert.match(heard[4] ?? '', /database is away/);
  assert.match((await world.say('watches')) ?? '', /database is away/);
  assert.equal(world.failures, []);
});

test('an answer that goes no way at all is reported, not thrown twice', async () => {
  const refusal = away();
  const world = talkWorld({ outbox: noOutbox, direct: async () => refusal });
  const thrown = await world.say('status', { way: 'direct' }).catch((failure: unknown) => failure);
  assert.is(thrown, refusal);
  assert.is(world.failures.length, 3); // the row, the row of the apology, the apology
});

test('clicks of others and values that are none change nothing', async () => {
  const world = talkWorld();
  await index(world, [['P2300R0', 'x', '2020']]);
  for (const [action, value] of [
    ['alert.ack', 'E1'],
    ['talk.next', '-1 search x'],
    ['talk.watch', "P2300'; drop table"],
    ['talk.remove', '999'],
  ] as const)
    await world.press(action, value);
  assert.equal(await world.store.people.watches('U0ADA'), []);
});

test.run();

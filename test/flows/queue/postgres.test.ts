import { randomUUID } from 'node:crypto';
import * as assert from 'uvu/assert';
import { confirmMessage } from '../../../src/flows/confirmMessage.ts';
import { type DeliverNeeds, deliverMessage } from '../../../src/flows/deliverMessage.ts';
import { createEmergency } from '../../../src/flows/queue/emergency.ts';
import { gateKeeper } from '../../../src/flows/queue/gateKeeper.ts';
import { beginQueue, tendQueue } from '../../../src/flows/queue/tendQueue.ts';
import { openPostgres, type PostgresUnderTest } from '../../store/support/postgres.ts';
import { databaseSuite } from '../../support/database.ts';
import { failure, Slack, sunny } from './support/slack.ts';
import { memoryRescues, memorySpool, post, SECOND } from './support/world.ts';

const test = databaseSuite('delivery over PostgreSQL');

const clock = { now: () => Date.now(), elapsed: () => performance.now() };
let opened: PostgresUnderTest | null = null;

test.before(async () => {
  opened = await openPostgres();
});

test.before.each(async () => {
  await opened?.empty();
});

test.after(async () => {
  await opened?.close();
});

/** A queue that has begun, moved by hand: each call is one turn. */
async function begin() {
  if (opened === null) throw new Error('no database');
  const store = opened;
  const slack = new Slack(clock);
  const leadership = store.leadership({ instance: randomUUID(), holder: 'test', alone: true });
  await leadership.bid(true);
  const needs: DeliverNeeds & { leadership: typeof leadership } = {
    outbox: store.outbox,
    spool: memorySpool(),
    clock,
    leadership,
    keeper: gateKeeper(clock, () => 0),
    ring: createEmergency({ clock, uuid: randomUUID, spool: memoryRescues() }),
    rescueSpool: memoryRescues(),
    random: () => 0,
    uuid: randomUUID,
    way: { mode: 'slack', chat: slack },
    render: (row) => ({
      kind: row.kind,
      channel: row.channel,
      threadTs: row.threadTs,
      nonce: row.nonce,
      text: row.content.template === 'note' ? row.content.text : '',
      blocks: null,
      attachments: null,
    }),
  };
  const begun = await beginQueue(needs);
  const epoch = begun.type === 'begun' ? begun.epoch : '';
  const order = { epoch, upTo: 3, except: [], trial: false } as const;
  return {
    store,
    slack,
    needs,
    turn: async () => (await deliverMessage(needs, order)).type,
    look: async () => {
      const { turn } = await confirmMessage(needs, { epoch, known: [], looked: {} });
      return turn.type === 'handled' ? turn.facts.map(({ type }) => type) : turn.type;
    },
    tend: () => tendQueue(needs, { epoch, unrecorded: [], mostWithHomes: 1_000 }),
  };
}

test('a doubtful row holds its conversation until a look finds it, and its record is kept', async () => {
  const { store, slack, turn, look, tend } = await begin();
  await store.outbox.enqueue([post('a1'), post('a2'), post('b1', 'C2')]);
  const reset = failure({ category: 'NETWORK', reason: 'reset' });
  slack.weather = ({ text }) =>
    text === 'a1' ? { verdict: { type: 'ambiguous', failure: reset }, took: true } : null;
  assert.equal([await turn(), await turn(), await turn()], ['handled', 'handled', 'idle']);
  assert.is(await look(), 'idle', 'not before 3 s');
  await store.pass(3 * SECOND);
  const measured = await tend();
  assert.is(measured.type === 'tended' && measured.state.ambiguous, 1);
  assert.equal(await look(), ['delivery.confirmed', 'delivery.sent']);
  assert.is(await turn(), 'handled');
  assert.equal(slack.texts('C1'), ['a1', 'a2']);
  assert.equal(slack.texts('C2'), ['b1']);
  assert.is((await store.row('a1'))?.state, 'sent');
  assert.is((await store.row('a1'))?.possibleDuplicate, false);
});

test('a gate is kept by the database, and costs no attempt', async () => {
  const { store, slack, needs, turn } = await begin();
  await store.outbox.enqueue([post('a')]);
  const limited = failure({ category: 'RATE_LIMIT', reason: 'retry_after' });
  slack.weather = () => ({
    verdict: { type: 'limited', scope: 'destination', retryAfterMs: 60 * SECOND, failure: limited },
  });
  assert.is(await turn(), 'handled');
  slack.weather = sunny;
  Object.assign(needs, { keeper: gateKeeper(clock, () => 0) }); // as after a restart
  await store.pass(50 * SECOND);
  assert.is(await turn(), 'idle');
  assert.is((await store.row('a'))?.attempts, 0);
  await store.pass(11 * SECOND);
  assert.is(await turn(), 'handled');
  assert.equal(slack.texts(), ['a']);
});

test('who was overtaken claims nothing, but what Slack did is stored', async () => {
  const { store, slack, needs, turn } = await begin();
  await store.outbox.enqueue([post('a'), post('b', 'C2')]);
  const deliver = slack.deliver.bind(slack);
  slack.deliver = async (message) => {
    await needs.leadership.take('messageQueue');
    return deliver(message);
  };
  assert.is(await turn(), 'handled');
  assert.is((await store.row('a'))?.state, 'sent');
  assert.is(await turn(), 'fenced');
  assert.is((await store.row('b'))?.state, 'pending');
});

test('a suspended conversation parks its rows; refused blocks go once more as text', async () => {
  const { store, slack, turn } = await begin();
  await store.outbox.enqueue([post('a1'), post('a2'), post('b', 'C2')]);
  const gone = failure({ category: 'SLACK', reason: 'is_archived' as never });
  const invalid = failure({ category: 'SLACK', reason: 'invalid_blocks' as never });
  slack.weather = ({ channel }) => ({
    verdict: {
      type: 'refused',
      kind: channel === 'C1' ? 'destination' : 'payload',
      failure: channel === 'C1' ? gone : invalid,
    },
  });
  assert.equal([await turn(), await turn()], ['handled', 'handled']);
  const states = await Promise.all(['a1', 'a2', 'b'].map((key) => store.row(key)));
  assert.equal(
    states.map((row) => [row?.state, row?.plain]),
    [
      ['parked', false],
      ['parked', false],
      ['pending', true],
    ],
  );
  await store.pass(SECOND);
  assert.is(await turn(), 'handled');
  assert.is((await store.row('b'))?.state, 'dead');
});

test.run();

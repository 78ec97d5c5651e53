import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Gate } from '../../../src/domain/delivery/result.ts';
import { sayReply } from '../../../src/domain/talk/replies/plain.ts';
import { gateKeeper } from '../../../src/flows/queue/gateKeeper.ts';
import { directly, type Waiting } from '../../../src/flows/queue/sayDirectly.ts';
import { render } from '../../../src/slack/blocks.ts';
import { failure, Slack } from './support/slack.ts';

const test = suite('answers past the database');

const mention: Waiting = { kind: 'ephemeral', channel: 'C1', user: 'U1', threadTs: null };
const direct: Waiting = { kind: 'post', channel: 'D1', user: 'U1', threadTs: '1.1' };
const home: Waiting = { kind: 'post', channel: null, user: 'U1', threadTs: null };

function start() {
  const time = { now: 1_000_000 };
  const clock = { now: () => time.now, elapsed: () => time.now };
  const keeper = gateKeeper(clock, () => 0);
  const slack = new Slack(clock);
  const gates: Gate[] = [];
  let ids = 0;
  const sayDirectly = directly({
    clock,
    keeper,
    chat: slack,
    ring: { closed: (some) => void gates.push(...some) },
    render,
    random: () => 0,
    uuid: () => {
      ids += 1;
      return `n${ids}`;
    },
  });
  const say = (to: Waiting) => sayDirectly(to, sayReply('The database is away.'));
  const where = () => slack.calls.map(({ channel }) => channel);
  return { time, keeper, slack, gates, say, where };
}

test('a mention is answered in its channel, a direct message in its thread, a click in a conversation that is opened', async () => {
  const { say, where, slack } = start();
  for (const to of [mention, direct, home]) assert.is(await say(to), null);
  assert.equal(where(), ['C1', 'D1', 'D1']);
  assert.equal(slack.threads, [['The database is away.', '1.1']]);
});

test('what Slack refuses is given up: its reason comes back, and nothing is repeated', async () => {
  const { say, where, slack } = start();
  const refusal = failure({ category: 'SLACK', reason: 'http_5xx' });
  slack.weather = () => ({ verdict: { type: 'ambiguous', failure: refusal } });
  assert.is(await say(mention), refusal);
  assert.is(where().length, 1);
});

test('a limit closes the gate for everybody, and is kept for the database; inside it nothing is asked', async () => {
  const { say, where, slack, gates, keeper, time } = start();
  const limited = failure({ category: 'RATE_LIMIT', reason: 'retry_after' });
  slack.weather = () => ({
    verdict: { type: 'limited', scope: 'method', retryAfterMs: 4_000, failure: limited },
  });
  assert.is(await say(direct), limited);
  assert.equal(gates, [{ method: 'chat.postMessage', dest: '*', until: 1_004_000 }]);
  assert.is(keeper.closedUntil('chat.postMessage', 'COPS'), 1_004_000);
  slack.weather = () => null;
  time.now = 1_003_999;
  assert.is((await say(direct))?.category, 'RATE_LIMIT');
  assert.is(where().length, 1);
  time.now = 1_004_000;
  assert.is(await say(direct), null);
});

test('a limit of one conversation holds that one alone', async () => {
  const { say, where, slack } = start();
  const limited = failure({ category: 'RATE_LIMIT', reason: 'retry_after' });
  slack.weather = ({ channel }) =>
    channel === 'D1'
      ? {
          verdict: { type: 'limited', scope: 'destination', retryAfterMs: 4_000, failure: limited },
        }
      : null;
  await say(direct);
  assert.is((await say(direct))?.category, 'RATE_LIMIT');
  assert.is(await say({ ...direct, channel: 'D2', user: 'U2' }), null);
  assert.equal(where(), ['D1', 'D2']);
});

test('when the workspace has had enough there is room for alerts only', async () => {
  const { say, where, keeper } = start();
  const ends = [];
  for (let n = 0; n < 30; n += 1) ends.push(await say({ ...direct, channel: `D${n}` }));
  assert.is(where().length, 16);
  assert.equal([...new Set(ends.slice(16).map((end) => end?.category))], ['RATE_LIMIT']);
  assert.ok(keeper.ticket(0) !== null);
});

test.run();

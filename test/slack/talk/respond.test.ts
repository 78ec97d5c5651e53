import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FaultAnswer } from '../../../src/commands/world/slack/faults.ts';
import { openSlackWorld, type SlackWorld } from '../../../src/commands/world/slack/world.ts';
import type { Content } from '../../../src/domain/delivery/content.ts';
import type { Respond, Responded } from '../../../src/ports/talk/answers.ts';
import { responder } from '../../../src/slack/talk/respond.ts';
import { slackFetch } from '../../../src/sources/slackFetch.ts';

const MINUTE = 60_000;
const content: Content = { template: 'note', title: 'Hello', text: 'a & b' };
const toMe = { ephemeral: true, replace: false };

interface Stage {
  readonly world: SlackWorld;
  readonly respond: Respond;
  /** A URL as it comes with a command. */
  readonly to: { readonly responseUrl: string; readonly at: number };
}

async function answering(work: (stage: Stage) => Promise<void>, timeoutMs = 2_000): Promise<void> {
  const world = await openSlackWorld({ paced: false });
  const connections = slackFetch();
  try {
    const respond = responder({
      fetch: connections.fetch,
      apiUrl: world.url,
      timeoutMs,
      clock: { now: () => 26 * MINUTE },
      redact: (text: string) => text,
    });
    const { payload } = world.socket.command('/paper', '');
    await work({
      world,
      respond,
      to: { responseUrl: String(payload['response_url']), at: MINUTE },
    });
  } finally {
    await connections.close();
    await world.close();
  }
}

const inShort = (responded: Responded): string =>
  responded.type === 'refused'
    ? `refused ${responded.failure.category}/${responded.failure.reason}`
    : responded.type;

const test = suite('slack, answers by response URL');

test('posts text and blocks, to the asker alone or instead of the message', () =>
  answering(async ({ world, respond, to }) => {
    assert.is(inShort(await respond(to, content, toMe)), 'sent');
    await respond(to, content, { ephemeral: false, replace: true });
    assert.equal(
      world.answers().map(({ text, ephemeral, replace }) => [text, ephemeral, replace]),
      [
        ['Hello\na & b', true, false],
        ['Hello\na & b', false, true],
      ],
    );
    assert.ok((world.answers()[0]?.blocks.length ?? 0) > 0);
  }));

test('uses a URL four times of five, and until 25 minutes after it came', () =>
  answering(async ({ world, respond, to }) => {
    const results: string[] = [];
    for (let n = 0; n < 5; n += 1) results.push(inShort(await respond(to, content, toMe)));
    assert.equal(results, ['sent', 'sent', 'sent', 'sent', 'late']);
    const { payload } = world.socket.command('/paper', '');
    const other = { responseUrl: String(payload['response_url']), at: MINUTE - 1 };
    assert.is(inShort(await respond(other, content, toMe)), 'late');
    assert.is(world.answers().length, 4);
  }));

for (const url of ['https://example.com/x', 'http://hooks.slack.com/x', 'not a url'])
  test(`an answer does not go to ${url}`, () =>
    answering(async ({ respond }) => {
      const to = { responseUrl: url, at: 26 * MINUTE };
      assert.is(inShort(await respond(to, content, toMe)), 'refused UPSTREAM_CHANGED/foreign_host');
    }));

const faults: readonly (readonly [FaultAnswer, string])[] = [
  [{ type: 'status', status: 500 }, 'refused SLACK/http_5xx'],
  [{ type: 'status', status: 404, body: 'expired_url' }, 'refused SLACK/http_4xx'],
  [{ type: 'limit', retryAfter: '3', scope: 'method' }, 'refused RATE_LIMIT/retry_after'],
  [{ type: 'reset' }, 'refused NETWORK/reset'],
  [{ type: 'redirect' }, 'refused NETWORK/redirect'],
  [{ type: 'no_answer' }, 'refused TIMEOUT/call'],
];

for (const [answer, wanted] of faults)
  test(`${answer.type}${'status' in answer ? ` ${answer.status}` : ''} is ${wanted}`, () =>
    answering(async ({ world, respond, to }) => {
      world.fault({ method: 'response_url', answer });
      const responded = await respond(to, content, toMe);
      assert.is(inShort(responded), wanted);
      assert.is(world.answers().length, 0);
    }, 300));

test('a server that repeats the URL does not bring it into the log', () =>
  answering(async ({ world, respond, to }) => {
    const path = new URL(to.responseUrl).pathname;
    world.fault({
      method: 'response_url',
      answer: { type: 'status', status: 404, body: `no such URL: ${path}` },
    });
    const responded = await respond(to, content, toMe);
    const said = responded.type === 'refused' ? responded.failure.message : '';
    assert.match(said, 'no such URL: [redacted]');
    assert.not.match(said, path);
  }));

test.run();

import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { noFaults } from '../../../../src/commands/world/slack/faults.ts';
import {
  mostInFlight,
  mostWithin,
  storedTwice,
} from '../../../../src/commands/world/slack/records.ts';
import { plainScopes } from '../../../../src/commands/world/slack/workspace.ts';
import { inShort, message, openTalk, type Talk } from '../../../support/slack/talk.ts';

const test = suite('slack double');

const talking = async (body: (talk: Talk) => Promise<void>, paced = false): Promise<void> => {
  const talk = await openTalk({ paced, timeoutMs: 1_000 });
  try {
    await body(talk);
  } finally {
    await talk.close();
  }
};

test('a fault waits for its method and channel, skips calls and comes n times', () => {
  const faults = noFaults();
  const answer = { type: 'reset' } as const;
  faults.add({ method: 'chat.postMessage', channel: 'C1', after: 1, times: 2, answer });
  const hit = (method: string, channel: string) => faults.next(method, { channel }) !== null;
  assert.equal(
    [
      hit('chat.update', 'C1'),
      hit('chat.postMessage', 'C2'),
      hit('chat.postMessage', 'C1'),
      hit('chat.postMessage', 'C1'),
      hit('chat.postMessage', 'C1'),
      hit('chat.postMessage', 'C1'),
    ],
    [false, false, false, true, true, false],
  );
});

test('notes a fifth post within a second, and every call inside the silence', () =>
  talking(async ({ world, chat }) => {
    const ends = [];
    for (let n = 0; n < 6; n += 1) ends.push(inShort(await chat.deliver(message())));
    assert.equal(ends.slice(3), [
      'sent',
      'limited destination 1000 RATE_LIMIT/retry_after',
      'limited destination 1000 RATE_LIMIT/retry_after',
    ]);
    assert.equal(
      world.breaches().map(({ name }) => name),
      ['pace:C0PAPERS', 'inside_retry_after'],
    );
    assert.is(world.messages().length, 4);
  }, true));

test('records what ran at the same time, how much in a span, and what was stored twice', () =>
  talking(async ({ world, chat }) => {
    world.latency(50, 60);
    await Promise.all([1, 2, 3].map(() => chat.deliver(message())));
    await chat.deliver(message({ nonce: 'other' }));
    const calls = world.calls('chat.postMessage');
    assert.is(mostInFlight(calls), 3);
    assert.is(mostWithin(calls, 60_000), 4);
    assert.equal(storedTwice(world.messages()), ['b0e7c7a0-0000-4000-8000-000000000001']);
    assert.equal(
      calls.map(({ outcome }) => outcome),
      ['ok', 'ok', 'ok', 'ok'],
    );
  }));

test('lists messages for a terminal, replies under their parents', () =>
  talking(async ({ world, chat }) => {
    const blocks = [
      { type: 'section', text: { type: 'mrkdwn', text: '2 *new* &lt;papers&gt;' } },
      {
        type: 'rich_text',
        elements: [
          { type: 'rich_text_section', elements: [{ type: 'text', text: 'LEWG' }] },
          {
            type: 'rich_text_list',
            style: 'bullet',
            elements: [
              {
                type: 'rich_text_section',
                elements: [
                  { type: 'link', url: 'https://wg21.link/P1', text: 'P1' },
                  { type: 'text', text: ' · new · <chrono>' },
                ],
              },
            ],
          },
        ],
      },
    ];
    const first = await chat.deliver(message({ blocks }));
    const threadTs = first.type === 'sent' ? first.ts : null;
    const bar = {
      color: '#d0021b',
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'since *noon*' } }],
    };
    await chat.deliver(
      message({ channel: 'C0OPS', text: 'plain &amp; <https://a.b|a link>', blocks: null }),
    );
    await chat.deliver(message({ threadTs, text: 'It fires', blocks: null, attachments: [bar] }));
    const times = /\d\d:\d\d:\d\d/g;
    assert.is(
      world.listing().replace(times, 'TIME'),
      [
        '#C0PAPERS TIME',
        '  2 *new* <papers>',
        '  LEWG',
        '  - P1 · new · <chrono>',
        '',
        '    #C0PAPERS TIME',
        '      It fires',
        '      | since *noon*',
        '',
        '#C0OPS TIME',
        '  plain & a link',
      ].join('\n'),
    );
  }));

test('goes away and comes back on the same port, with all it knew', () =>
  talking(async ({ world, chat }) => {
    await chat.deliver(message());
    await world.goAway();
    assert.is(inShort(await chat.deliver(message())), 'refused transient NETWORK/refused');
    await world.comeBack();
    assert.is(inShort(await chat.deliver(message())), 'sent');
    assert.is(world.messages().length, 2);
  }));

test('closes although a call hangs', async () => {
  const talk = await openTalk({ timeoutMs: 5_000 });
  talk.world.fault({ method: 'chat.postMessage', answer: { type: 'no_answer' } });
  const hung = talk.chat.deliver(message());
  while (talk.world.calls().length === 0) await new Promise((done) => setImmediate(done));
  await talk.world.close();
  assert.match(inShort(await hung), /^ambiguous NETWORK/);
  await talk.close();
});

test('a plain installation has exactly the scopes of the manifest', () => {
  const manifest = readFileSync('docs/slack-manifest.yaml', 'utf8');
  const listed = (name: string): readonly string[] =>
    new RegExp(`^    ${name}: \\[(.*)\\]$`, 'm').exec(manifest)?.[1]?.split(', ') ?? [];
  assert.equal(listed('bot'), plainScopes);
  assert.equal(listed('bot_optional'), [
    'channels:history',
    'groups:history',
    'chat:write.public',
    'reactions:write',
  ]);
});

test.run();

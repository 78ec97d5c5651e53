import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { watchSetup } from '../../../src/app/talk/setup.ts';
import type { FactDraft } from '../../../src/domain/health/fact.ts';
import { Failure } from '../../../src/domain/health/failure.ts';

const where = { component: 'slack-socket', at: 0 } as const;

const failure = (message: string) =>
  new Failure({
    category: 'CONFIG',
    reason: 'invalid',
    operation: 'slack.check',
    message,
  }).toRecord(1, where);

const wrong = (message: string): FactDraft => ({
  type: 'config.problem',
  ...where,
  problem: 'X',
  failure: failure(message),
});

const unanswered: FactDraft = { type: 'slack.failed', ...where, failure: failure('no answer') };

/** What is told, and how long it waited, when these are the looks. */
async function watched(...looks: readonly (readonly FactDraft[])[]) {
  const rest = [...looks];
  const told: string[] = [];
  const waits: number[] = [];
  const life = new AbortController();
  await watchSetup({
    check: async () => rest.shift() ?? [],
    tell: (fact) =>
      void told.push(
        `${fact.type} ${fact.type === 'config.mended' ? fact.was : 'failure' in fact ? fact.failure.message : ''}`,
      ),
    now: () => 1,
    pause: async (ms) => {
      waits.push(ms);
      if (rest.length === 0 && waits.length > looks.length) life.abort();
    },
    signal: life.signal,
  });
  return { told, waits };
}

const test = suite('how we are set up at Slack');

test('all is well: one look, and nothing to say', async () => {
  assert.equal(await watched([]), { told: [], waits: [] });
});

test('what is wrong is told once, and once when it is mended', async () => {
  assert.equal(
    await watched([wrong('token')], [wrong('token'), wrong('channel')], [wrong('channel')], []),
    {
      told: [
        'config.problem token',
        'config.problem channel',
        'config.mended token',
        'config.mended channel',
      ],
      waits: [60_000, 120_000, 240_000],
    },
  );
});

test('without an answer nothing is mended, and it is asked again', async () => {
  assert.equal(await watched([wrong('token')], [unanswered], []), {
    told: ['config.problem token', 'slack.failed no answer', 'config.mended token'],
    waits: [60_000, 120_000],
  });
});

test('it waits no longer than five minutes, and ends when it is told to', async () => {
  const life = new AbortController();
  const waits: number[] = [];
  await watchSetup({
    check: async () => [wrong('token')],
    tell: () => {},
    now: () => 1,
    signal: life.signal,
    pause: async (ms) => {
      waits.push(ms);
      if (waits.length === 5) life.abort();
      throw new Error('aborted');
    },
  });
  assert.equal(waits, [60_000, 120_000, 240_000, 300_000, 300_000]);
});

test.run();

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ProbeAnswer } from '../../../src/domain/papers/probe/answer.ts';
import { noAnswer, page, pdf, status, strayed } from '../../support/probing/answers.ts';
import { notFound } from '../../support/probing/origin.ts';
import { HALF_HOUR, MINUTE, probeWorld, small } from '../../support/probing/world.ts';

const test = suite('a probe cycle, answer by answer');

const CANARY = 'D0001R99.pdf';

/** A world in which every URL but the canary gets this answer. */
async function answering(answer: ProbeAnswer | null, canary: ProbeAnswer | null = null) {
  const world = await probeWorld(small);
  world.origin.trouble = (name) => (name === CANARY ? canary : answer);
  return world;
}

const words = ({ facts, failure }: { facts: { result: string }; failure: unknown }): string => {
  const { category, reason } = (failure ?? {}) as { category?: string; reason?: string };
  return failure === null ? facts.result : `${facts.result} ${category}/${reason}`;
};

/** What a first cycle comes to when every URL gets the same answer. */
const results: readonly (readonly [string, ProbeAnswer, string])[] = [
  ['nothing there', status(410), 'EMPTY'],
  ['login redirects', strayed('path'), 'FAILED UPSTREAM_CHANGED/suspicious'],
  ['redirects to another host', strayed('host'), 'FAILED UPSTREAM_CHANGED/suspicious'],
  ['loops', noAnswer('UPSTREAM_CHANGED', 'redirect_loop'), 'FAILED UPSTREAM_CHANGED/redirect_loop'],
  ['403', status(403), 'FAILED UPSTREAM_CHANGED/http_403'],
  ['401', status(401), 'FAILED UPSTREAM_CHANGED/http_403'],
  ['429', status(429), 'FAILED RATE_LIMIT/http_429'],
  ['503', status(503), 'FAILED RATE_LIMIT/http_503'],
  ['500', status(500), 'FAILED NETWORK/http_5xx'],
  ['418', status(418), 'FAILED UPSTREAM_CHANGED/http_4xx'],
  ['resets', noAnswer('NETWORK', 'reset'), 'FAILED NETWORK/reset'],
  ['silence', noAnswer('TIMEOUT', 'headers_timeout'), 'FAILED TIMEOUT/headers_timeout'],
];

for (const [what, answer, expected] of results)
  test(`${what}: ${expected}`, async () => {
    const world = await answering(answer);
    assert.is(words(await world.cycle()), expected);
    assert.equal([world.told(), world.events()], [[], []]);
  });

/** Papers 14.12. */
const canaries: readonly (readonly [string, ProbeAnswer, string])[] = [
  ['found', status(200), 'FAILED UPSTREAM_CHANGED/canary_missing_found'],
  ['a login page', strayed('path'), 'FAILED UPSTREAM_CHANGED/canary_missing_found'],
  ['refused', noAnswer('NETWORK', 'refused'), 'FAILED NETWORK/refused'],
  ['late', noAnswer('TIMEOUT', 'headers_timeout'), 'FAILED TIMEOUT/headers_timeout'],
  ['broken', status(500), 'FAILED NETWORK/http_5xx'],
  ['forbidden', status(403), 'FAILED UPSTREAM_CHANGED/http_403'],
  ['limited', status(429), 'FAILED RATE_LIMIT/http_429'],
];

for (const [what, answer, expected] of canaries)
  test(`papers 14.12: the missing canary ${what}: ${expected}, and nothing else is asked`, async () => {
    const world = await answering(null, answer);
    world.put('D0001R0.pdf', pdf());
    assert.is(words(await world.cycle()), expected);
    assert.is(world.origin.asked.length, 1);
    assert.is(world.tables.draftSource.lastSuccessAt, null);
    assert.not([...world.tables.probes.values()].some(({ missed }) => missed));
    world.origin.trouble = () => null;
    const [first, second] = await world.cycles(2); // after a 403 canaries come alone first
    const told = [first, second].flatMap((end) => end?.drafts ?? []);
    assert.is(told.length, 1, 'a hit is told next time');
  });

test('papers 14.13: soft 404 everywhere fails the cycle by its canary', async () => {
  const world = await answering(status(200), status(200));
  assert.is(words(await world.cycle()), 'FAILED UPSTREAM_CHANGED/canary_missing_found');
});

test('soft 404 of everything but the canary: suspicious, the cycle stops, nothing is told', async () => {
  const world = await answering(status(200, { length: 5_000 }));
  const { facts, ...end } = await world.cycle();
  assert.is(words({ facts, ...end }), 'FAILED UPSTREAM_CHANGED/suspicious');
  assert.ok(facts.suspicious >= 4 && facts.suspicious <= 60, `${facts.suspicious}`);
  assert.equal([world.told(), world.tables.drafts.size], [[], 0]);
});

test('papers 11.15: a login page, an empty file and the page for what is missing are told to nobody', async () => {
  const world = await probeWorld(small);
  world.put('D0013R0.html', page('Log In : Standard C++'));
  world.put('D0013R0.pdf', '');
  world.put('D0014R0.html', `${notFound}${' '.repeat(600)}`);
  const { facts } = await world.cycle();
  assert.equal([facts.result, facts.suspicious, facts.hits], ['EMPTY', 3, 0]);
  assert.equal([world.told(), world.tables.drafts.size], [[], 0]);
});

test('papers 14.13: a server that refuses HEAD is asked by GET, drafts are found', async () => {
  for (const refusal of [405, 501]) {
    const world = await probeWorld(small);
    world.origin.trouble = (_, method) => (method === 'HEAD' ? status(refusal) : null);
    world.put('D0013R0.pdf', pdf());
    const end = await world.cycle();
    assert.equal([end.facts.result, end.drafts.length], ['OK', 1]);
    assert.is(world.origin.asked.filter(({ method }) => method === 'HEAD').length, 1);
  }
});

test('a server that refuses HEAD only for some files is asked by GET from there on', async () => {
  const world = await probeWorld(small);
  world.origin.trouble = (name, method) =>
    method === 'HEAD' && name !== CANARY ? status(405) : null;
  world.put('D0013R0.pdf', pdf());
  const end = await world.cycle();
  assert.equal([end.facts.result, end.drafts.length, end.facts.dueLeft], ['OK', 1, 0]);
  assert.is(end.facts.errorRate, 0);
});

test('papers 14.13: 403: no request for two cycles, then canaries alone; again: four', async () => {
  const world = await answering(status(403));
  const first = await world.cycle();
  assert.equal(first.rest, { state: 'blocked', ms: 2 * HALF_HOUR });
  const before = world.origin.asked.length;
  world.origin.trouble = (name) => (name === CANARY ? status(403) : null);
  assert.equal((await world.cycle()).rest, { state: 'blocked', ms: 4 * HALF_HOUR });
  assert.is(world.origin.asked.length, before + 1, 'the canary alone');
  world.origin.trouble = () => null;
  const alone = await world.cycle();
  assert.equal([alone.facts.result, alone.facts.requests], ['EMPTY', 1]);
  assert.ok((await world.cycle()).facts.attempts > 100, 'then all that is due');
});

const waits: readonly (readonly [string, number | null, number])[] = [
  ['in seconds or as a date', 120_000, 2 * MINUTE],
  ['unreadable or missing', null, 5 * MINUTE],
];

for (const [what, retryAfterMs, expected] of waits)
  test(`papers 11.17: 429, Retry-After ${what}: waits as long`, async () => {
    const world = await answering(status(429, { retryAfterMs }));
    const { rest, facts } = await world.cycle();
    assert.equal(rest, { state: 'backingOff', ms: expected });
    assert.is(facts.requests, 2, 'nothing more was asked');
  });

test('papers 14.13: a 429 halves the rate, five clean cycles bring it back', async () => {
  const world = await answering(status(429));
  await world.cycle();
  world.origin.trouble = () => null;
  const rates = (await world.cycles(6)).map(({ facts }) => facts.rate);
  assert.equal(rates, [1, 1.2, 1.4, 1.6, 1.8, 2]);
});

test('papers 14.14: failed URLs are no misses and are asked again in the next cycle', async () => {
  const world = await probeWorld(small);
  world.origin.trouble = (name) => (name === 'D0013R0.pdf' ? noAnswer('NETWORK', 'reset') : null);
  const { facts, failed } = await world.cycle();
  assert.equal([facts.result, facts.errors], ['EMPTY', { NETWORK: 1 }]);
  assert.equal(
    failed.map(({ reason }) => reason),
    ['reset'],
  );
  const row = [...world.tables.probes.values()].find(({ url }) => url.endsWith('D0013R0.pdf'));
  assert.equal([row?.missed, row?.lastStatus, row?.dueSince], [false, null, 1]);
  await world.cycle();
  assert.is(world.origin.count('D0013R0.pdf'), 2);
});

test('a cycle that a 429 stops keeps what it had verified', async () => {
  const world = await probeWorld(small);
  world.put('D0010R1.html', pdf());
  world.put('D0013R0.pdf', pdf());
  let looks = 0;
  world.origin.trouble = (_, method) => {
    if (method === 'HEAD') looks++;
    return looks > 250 ? status(429) : null;
  };
  const end = await world.cycle();
  assert.is(words(end), 'FAILED RATE_LIMIT/http_429');
  assert.equal(
    end.drafts.map(({ number }) => number),
    [13],
  );
  assert.is(world.told().length, 1);
});

test('papers 11.22: everything times out: FAILED by the canary, no URL counts as missing', async () => {
  const world = await probeWorld(small);
  world.origin.trouble = () => noAnswer('TIMEOUT', 'headers_timeout');
  const ends = await world.cycles(3);
  assert.equal(ends.map(words), Array(3).fill('FAILED TIMEOUT/headers_timeout'));
  assert.not([...world.tables.probes.values()].some(({ missed }) => missed));
  assert.is(world.tables.draftSource.consecutiveFailures, 3);
});

test.run();

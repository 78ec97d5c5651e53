import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readNumber } from '../../../../src/domain/papers/probe/plan/numbers.ts';
import { type PlannedFile, planOf } from '../../../../src/domain/papers/probe/plan/plan.ts';
import { assembled } from '../../../support/papers/wg21.ts';
import { BASE, numbersOf } from '../../../support/probing/index.ts';

const test = suite('probe plan');

const august = Date.UTC(2026, 7, 22);
const DAY = 86_400_000;
const inputs = {
  base: BASE,
  numbers: numbersOf(assembled(), august),
  files: [],
  watched: [],
  nowMs: august,
  boosted: false,
};
const plan = planOf(inputs);

const at = (name: string, among = plan) =>
  among
    .filter(({ url }) => url.slice(BASE.length).startsWith(name))
    .map(({ url, class: of, period }) => `${url.slice(BASE.length)} ${of} ${period}`);

const file = (name: string, more: Partial<PlannedFile> = {}): PlannedFile => {
  const [, kind, number, revision, extension] = /^([DP])(\d{4})R(\d+)\.(\w+)$/.exec(name) ?? [];
  return {
    kind: kind as 'D',
    number: Number(number),
    revision: Number(revision),
    extension: extension as 'pdf',
    url: BASE + name,
    firstSeenAt: august - DAY,
    lastChangeAt: august - DAY,
    state: 'found',
    ...more,
  };
};

test('papers 14.8: the plan of 2026-08-22 has 123, 341, 554, 2,594 and 836 numbers and 9,142 URLs', () => {
  const counts = Object.fromEntries(
    [...Map.groupBy(plan, (one) => one.class)].map(([name, urls]) => [
      name,
      new Set(urls.map(({ number }) => number)).size,
    ]),
  );
  assert.equal(counts, { F: 123, A: 341, B: 554, C: 2_594, G: 836 });
  assert.is(plan.length, 9_142);
  assert.equal(at('D5000'), []);
});

test('papers 14.8: each URL as often as its class says: 11,414 requests a day beside the canaries', () => {
  const aDay = plan.reduce((sum, { period }) => sum + 48 / period, 0);
  assert.is(Math.round(aDay), 11_414);
});

test('looks for the next revision of a paper, most often with the extension of the last one', () => {
  assert.equal(at('D2300'), ['D2300R11.html C 336', 'D2300R11.pdf C 336']);
  const young = planOf({
    ...inputs,
    numbers: [{ number: 2300, revision: 10, extension: 'pdf', at: august - DAY }],
  });
  assert.equal(at('D2300R', young), ['D2300R11.pdf A 4', 'D2300R11.html A 24']);
});

test('a paper is young for less than 183 days and old from 730 days on', () => {
  const classAt = (days: number) => {
    const number = {
      number: 2300,
      revision: 0,
      extension: 'pdf',
      at: august - days * DAY,
    } as const;
    return at('D2300R1.pdf', planOf({ ...inputs, numbers: [number] }))[0]?.split(' ')[1];
  };
  assert.equal([182.9, 183, 729.9, 730].map(classAt), ['A', 'B', 'B', 'C']);
});

test('looks for first files of numbers near the frontier, and for drafts of those far below', () => {
  assert.equal(at('D4349'), ['D4349R0.pdf F 4', 'D4349R0.html F 4']);
  assert.equal(at('P4349'), ['P4349R0.pdf F 24', 'P4349R0.html F 24']);
  assert.is(at('D4448R0').length, 2, '100 above the frontier of 4348');
  assert.is(at('D4449R0').length, 0);
  const far = plan.find((one) => one.class === 'G' && one.number > 4_000);
  assert.ok(far !== undefined && far.number < 4_289);
});

test('papers 14.9: a watched number every second cycle, the other extension every twelfth', () => {
  const watched = planOf({ ...inputs, watched: [4000, 4349] });
  const [same, rest] = at('D4000R', watched);
  assert.match(same ?? '', / watched 2$/);
  assert.match(rest ?? '', / watched 12$/);
  assert.equal(at('D4349', watched), ['D4349R0.pdf watched 2', 'D4349R0.html watched 2']);
  assert.equal(at('P4349', watched), ['P4349R0.pdf watched 24', 'P4349R0.html watched 24']);
});

test('watches at most 200 numbers', () => {
  const numbers = Array.from({ length: 201 }, (_, n) => 9_000 + n);
  const watched = planOf({ ...inputs, watched: numbers });
  assert.is(at('D9199', watched).length, 2);
  assert.is(at('D9200', watched).length, 0);
});

test('a found draft leaves its class and is looked at every six hours for 90 days, then weekly', () => {
  const found = file('D4349R0.pdf');
  const now = planOf({ ...inputs, files: [found], watched: [4349] });
  assert.equal(at('D4349R0', now), ['D4349R0.pdf re-check 12', 'D4349R0.html watched 2']);
  const old = { ...found, firstSeenAt: august - 91 * DAY, lastChangeAt: august - 90 * DAY };
  assert.equal(at('D4349R0.pdf', planOf({ ...inputs, files: [old] })), [
    'D4349R0.pdf re-check 336',
  ]);
});

test('the revision after a submitted file, and after a draft that is 90 days old, is the next', () => {
  const next = (one: PlannedFile) => at('D4349R1', planOf({ ...inputs, files: [one] })).length;
  assert.is(next(file('P4349R0.pdf')), 2);
  assert.is(next(file('D4349R0.pdf')), 0);
  assert.is(next(file('D4349R0.pdf', { firstSeenAt: august - 90 * DAY })), 2);
  assert.is(next(file('P4349R0.pdf', { state: 'vanished' })), 0);
});

test('a published or vanished draft is looked at no more as a file', () => {
  for (const state of ['published', 'vanished'] as const) {
    const after = planOf({ ...inputs, files: [file('D4000R0.pdf', { state })] });
    assert.not(
      after.some((one) => one.class === 're-check'),
      state,
    );
  }
});

test('a found draft moves the frontier', () => {
  assert.is(at('D4450R0', planOf({ ...inputs, files: [file('D4350R0.pdf')] })).length, 2);
});

test('numbers below a draft far above the frontier are looked for as often as before', () => {
  const far = planOf({ ...inputs, files: [file('D4445R0.pdf')] });
  for (const name of ['D4349R0', 'D4384R0', 'D4444R0', 'D4545R0'])
    assert.equal(at(name, far), [`${name}.pdf F 4`, `${name}.html F 4`], name);
  assert.equal(at('D4546R0', far), []);
});

test('a boost looks twice as often at what is looked at every two hours', () => {
  const boosted = planOf({ ...inputs, boosted: true });
  assert.equal(at('D4349', boosted), ['D4349R0.pdf F 2', 'D4349R0.html F 2']);
  assert.equal(at('P4349', boosted), ['P4349R0.pdf F 24', 'P4349R0.html F 24']);
});

const appeared: readonly (readonly [string, string, number])[] = [
  ['a month is its first day', '4000 0 1787356800000 1 2026-03 pdf', Date.UTC(2026, 2, 1)],
  ['no date: the seeding', '4000 0 1787356800000 1 - pdf', 1_787_356_800_000],
  ['a date that lies ahead: the seeding', '4000 0 1787356800000 1 2031-01-01 -', 1_787_356_800_000],
  ['seen later than the seeding', '4000 0 1787356800000 0 2020-01 pdf', 1_787_356_800_000],
];

for (const [what, line, expected] of appeared)
  test(`the age of a revision: ${what}`, () => assert.is(readNumber(line).at, expected));

test('htm and what is not known are html', () => {
  const extensions = ['pdf', 'PDF', 'htm', 'html', '-'].map(
    (suffix) => readNumber(`1 0 5 0 - ${suffix}`).extension,
  );
  assert.equal(extensions, ['pdf', 'pdf', 'html', 'html', 'html']);
});

test.run();

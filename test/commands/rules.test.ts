import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readRulesFile } from '../../src/commands/rules/file.ts';
import { play } from '../../src/commands/rules/play.ts';
import { conditionInWords, spanInWords } from '../../src/commands/rules/words.ts';
import { selfRules } from '../../src/domain/alerts/selfRules.ts';

const test = suite('npm run rules');

const folder = mkdtempSync(join(tmpdir(), 'rules-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const command = fileURLToPath(new URL('../../src/commands/rules.ts', import.meta.url));

function run(args: readonly string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  return { code: status, text: stdout + stderr };
}

function fileOf(value: object): string {
  const path = join(folder, 'rules.json');
  writeFileSync(path, JSON.stringify(value));
  return path;
}

const ours = selfRules({ pollIntervalMs: 1_800_000, threshold: 100 });

const stale = {
  until: '70m',
  series: [
    { key: 'index.success', points: [['0s', 1]] },
    { key: 'watchdog.state', points: [['0s', 'fresh']] },
  ],
  expect: [
    { at: '3609s', rule: 'self.poll.stale', state: 'inactive' },
    { at: '3610s', rule: 'self.poll.stale', state: 'firing' },
  ],
};

test('list has a line for each rule, with the numbers of the configuration', () => {
  const { code, text } = run(['list'], { POLL_INTERVAL: '10m' });
  assert.is(code, 0);
  assert.is(text.trim().split('\n').length, ours.length);
  assert.match(text, /^P1 {2}self\.poll\.stale .* remind 10m .* No successful poll$/m);
});

test('explain says all of a rule; of an unknown one, which there are', () => {
  const { code, text } = run(['explain', 'self.memory']);
  assert.is(code, 0);
  assert.match(text, /^true when {4}last\(memory\.used, 2m\) > 0\.85$/m);
  assert.match(text, /^over when {4}last\(memory\.used, 2m\) < 0\.75$/m);
  const unknown = run(['explain', 'self.x']);
  assert.is(unknown.code, 1);
  assert.match(unknown.text, /there is no rule self\.x; there are self\.poll\.stale, /);
});

test('test plays series and says what changed and what held', () => {
  const { code, text } = run(['test', fileOf(stale)]);
  assert.is(code, 0);
  assert.is(text, '1h10s self.poll.stale inactive -> firing\n2 of 2 expectations held\n');
});

test('an expectation that does not hold is named, and the exit code is 1', () => {
  const wrong = { ...stale, expect: [{ at: '5m', rule: 'self.poll.stale', state: 'firing' }] };
  const { code, text } = run(['test', fileOf(wrong)]);
  assert.is(code, 1);
  assert.match(text, /^5m self\.poll\.stale: expected firing, found inactive$/m);
  assert.match(text, /^0 of 1 expectations held$/m);
});

test('a file may bring rules of its own, about anything', () => {
  const read = readRulesFile(
    JSON.stringify({
      rules: [
        {
          id: 'site.down',
          scope: ['host'],
          forMs: 60_000,
          when: { kind: 'value', of: 'up', fold: 'last', windowMs: 300_000, to: { lt: 1 } },
        },
      ],
      until: '3m',
      every: '30s',
      series: [
        {
          key: 'up',
          labels: { host: 'a' },
          points: [
            ['0s', 1],
            ['30s', 0],
          ],
        },
      ],
      expect: [{ at: '90s', rule: 'site.down', labels: { host: 'a' }, state: 'firing' }],
    }),
  );
  assert.is(read.type, 'read');
  if (read.type !== 'read') return;
  assert.equal(play(read.file.rules ?? [], read.file), {
    changes: [
      '30s site.down|host=a inactive -> pending',
      '1m30s site.down|host=a pending -> firing',
    ],
    wrong: [],
    checked: 1,
  });
});

for (const [what, value, problem] of [
  [
    'a span without a unit',
    { ...stale, until: '5' },
    'until: expects a span of time such as 500ms, 90s, 30m or 2h',
  ],
  ['an unknown field', { ...stale, odd: 1 }, 'odd: is not a field that is known here'],
  [
    'a state that is none',
    { ...stale, expect: [{ at: '1m', rule: 'x', state: 'on' }] },
    'expect.0.state: expects one of inactive, pending, firing, recovering',
  ],
  [
    'a value that is none',
    { ...stale, series: [{ key: 'k', points: [['1s', true]] }] },
    'series.0.points.0.1: expects a number or a word',
  ],
  [
    'a condition of no kind',
    { ...stale, rules: [{ id: 'a', when: { kind: 'z' } }] },
    'rules.0.when.kind: expects kind to be one of state, value, ratio, age, count, all, any, not',
  ],
] as const)
  test(`${what} is named with its place`, () => {
    const read = readRulesFile(JSON.stringify(value));
    assert.equal(read, { type: 'wrong', problems: [problem] });
  });

test('rules that cannot work together, text that is no JSON, a file that is not there', () => {
  const lonely = { id: 'a', when: { kind: 'state', of: 'k', is: ['x'] }, dependsOn: ['b'] };
  const { code, text } = run(['test', fileOf({ ...stale, rules: [lonely] })]);
  assert.equal([code, /: a: depends on unknown b$/m.test(text)], [1, true]);
  const read = readRulesFile('{');
  assert.match(read.type === 'wrong' ? read.problems.join() : '', /^expects JSON: /);
  assert.match(run(['test', join(folder, 'none.json')]).text, /none\.json cannot be read: ENOENT/);
  assert.match(run([]).text, /^usage: npm run rules/);
});

test('conditions and spans in words', () => {
  assert.equal([0, 500, 90_000, 3_600_000, 86_400_000].map(spanInWords), [
    '0',
    '500ms',
    '90s',
    '1h',
    '1d',
  ]);
  const [isBad, often] = [
    { kind: 'state', of: 'k', is: ['bad', 'worse'] },
    { kind: 'count', of: 'c', windowMs: 600_000, to: { gte: 2 } },
  ] as const;
  const parts = [isBad, { kind: 'any', parts: [often, { kind: 'not', part: isBad }] }] as const;
  assert.is(
    conditionInWords({ kind: 'all', parts }),
    'k is bad or worse and (count(c, 10m) >= 2 or not k is bad or worse)',
  );
});

test.run();

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../src/domain/health/failure.ts';
import type { Level } from '../../src/log/events.ts';
import { createLog } from '../../src/log/logger.ts';
import { redactor } from '../../src/log/redact.ts';

/** A log that keeps its lines. */
function keep({
  level = 'info' as Level,
  secrets = [] as string[],
  format = 'json' as 'json' | 'pretty',
} = {}) {
  const lines: string[] = [];
  const log = createLog({
    level,
    format,
    now: () => Date.UTC(2026, 10, 22, 3, 5, 7, 120),
    redact: redactor(secrets),
    write: (line) => void lines.push(line),
    base: { service: 'paperscout', version: '1.2.3' },
  });
  return { log, lines, parsed: () => lines.map((line) => JSON.parse(line)) };
}

const test = suite('log');

test('a line is one JSON object with the fixed keys first', () => {
  const { log, lines } = keep();
  log.of('poller').event('poll.failed', {
    failure_category: 'TIMEOUT',
    failure_reason: 'headers_timeout',
    attempt: 1,
  });
  assert.equal(lines, [
    '{"time":"2026-11-22T03:05:07.120Z","level":"warn","event":"poll.failed","component":"poller",' +
      '"message":"A poll of the index failed","service":"paperscout","version":"1.2.3",' +
      '"failure_category":"TIMEOUT","failure_reason":"headers_timeout","attempt":1}\n',
  ]);
});

test('an error under any key, at any depth, arrives whole', () => {
  const { log, parsed } = keep();
  const inner = Object.assign(new Error('inner'), { code: 'ECONNRESET' });
  log.event('daemon.unhandled', { deep: { list: [new Error('outer', { cause: inner })] } });
  const [line] = parsed();
  assert.is(line.deep.list[0].message, 'outer');
  assert.equal(
    [line.deep.list[0].cause.message, line.deep.list[0].cause.code],
    ['inner', 'ECONNRESET'],
  );
});

test('a field cannot take the place of a key of the line', () => {
  const { log, parsed } = keep();
  const fields: Record<string, unknown> = { message: 'mine', level: 'mine', time: 'mine' };
  log.event('poll.recovered', fields as never);
  const [line] = parsed();
  assert.equal(
    [line.message, line.x_message, line.x_level, line.x_time],
    ['Polls succeed again', 'mine', 'mine', 'mine'],
  );
});

test('a level that is off writes nothing', () => {
  const { log, lines } = keep({ level: 'warn' });
  log.event('poll.recovered');
  log.at('debug', 'poll.failed');
  assert.equal(lines, []);
});

test('circles, big numbers, odd values and long texts never throw', () => {
  const { log, parsed } = keep();
  const circle: Record<string, unknown> = {};
  Object.assign(circle, { self: circle });
  const unreadable = {
    toJSON: () => {
      throw new Error('no');
    },
  };
  log.event('poll.recovered', {
    circle,
    big: 2n ** 64n,
    nan: Number.NaN,
    f: () => 1,
    unreadable,
    text: 'x'.repeat(1_000_000),
  });
  const [line] = parsed();
  assert.equal(
    [line.big, line.nan, line.f, line.unreadable],
    ['18446744073709551616', null, '[function]', '[unreadable]'],
  );
  assert.ok(line.text.length < 5_000);
});

test('a line of over 32 kB is cut and says so', () => {
  const { log, lines, parsed } = keep();
  log.event('poll.recovered', { list: Array.from({ length: 50 }, () => 'y'.repeat(3_000)) });
  assert.ok((lines[0]?.length ?? 0) < 32_000);
  assert.is(parsed()[0].truncated, true);
});

test('planted secrets leave no byte, whatever they hide in', () => {
  const planted = ['s3cr3t-pass"word', 'ops-token-1234'];
  const { log, lines } = keep({ secrets: planted });
  const error = new Error(
    `connect postgres://user:${planted[0]}@host/db failed with ${planted[1]}`,
    {
      cause: new Failure({
        category: 'SLACK',
        reason: 'http_4xx',
        operation: 'x',
        message: 'xoxb-111-planted and xapp-1-planted',
      }),
    },
  );
  log.event('daemon.unhandled', {
    err: error,
    header: `Authorization: Bearer ${planted[1]}`,
    hook: 'https://hooks.slack.com/services/T/B/planted',
  });
  for (const word of ['s3cr3t', 'ops-token', 'xoxb-111', 'xapp-1', 'services/T'])
    assert.not.ok(lines.join().includes(word), word);
});

test('the pretty form names the event and its fields in one line', () => {
  const { log, lines } = keep({ format: 'pretty' });
  log.of('poller').event('poll.succeeded', { entries: 18483, result: 'seeded' });
  assert.is(lines.length, 1);
  assert.match(
    lines[0] ?? '',
    /poll\.succeeded.*A poll of the index succeeded.*entries=18483 result=seeded/,
  );
});

test.run();

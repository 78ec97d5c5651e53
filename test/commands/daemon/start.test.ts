import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { endOfStart, endOfTree } from '../../../src/commands/daemon/ends.ts';
import { sayStart } from '../../../src/commands/daemon/startLines.ts';
import { loadConfig } from '../../../src/config/config.ts';
import { Failure, type Kind } from '../../../src/domain/health/failure.ts';
import { createLog } from '../../../src/log/logger.ts';

/** A log, and its lines as they are read. */
function keep() {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  const options = { level: 'info', format: 'json', now: () => 0, base: {} } as const;
  return { lines, log: createLog({ ...options, redact: (text) => text, write }) };
}

const test = suite('start and end of the daemon');

const starts: readonly (readonly [what: string, kind: Kind, code: number])[] = [
  ['no database to be had', { category: 'CONFIG', reason: 'no_database' }, 1],
  ['a value that only trying shows to be wrong', { category: 'CONFIG', reason: 'invalid' }, 1],
  ['a folder that cannot be written', { category: 'CONFIG', reason: 'data_dir_unwritable' }, 1],
  ['a port that is taken', { category: 'CONFIG', reason: 'port_taken' }, 2],
  ['another daemon in the same folder', { category: 'CONFIG', reason: 'second_instance' }, 2],
  ['a wrong password', { category: 'DB', reason: 'auth' }, 2],
  ['a database that does not answer', { category: 'DB', reason: 'refused' }, 2],
  ['a database that will not do', { category: 'DB', reason: 'unsuitable' }, 2],
  ['a broken migration', { category: 'DB', reason: 'migration' }, 2],
];

for (const [what, kind, code] of starts)
  test(`${what} at the start: exit ${code}, and one line that says what to do`, () => {
    const { lines, log } = keep();
    const init = { ...kind, operation: 'daemon.start', message: 'Do this.' };
    const ending = endOfStart(new Failure(init), log);
    assert.equal(ending, { code, reason: `${kind.category}/${kind.reason}: Do this.` });
    assert.equal(
      lines.map((line) => [line['event'], line['failure_category'], line['failure_reason']]),
      [['daemon.start_failed', kind.category, kind.reason]],
    );
  });

test('asked to stop while it starts it ends with 0 and complains of nothing', () => {
  const { lines, log } = keep();
  assert.is(endOfStart(AbortSignal.abort().reason, log).code, 0);
  assert.equal(lines, []);
});

test('a tree that stopped is exit 0, one that never stood 2, one that gave up 3', () => {
  const cause = { kind: 'killed' } as const;
  const gaveUp = (why: 'boot' | 'intensity') =>
    endOfTree({
      type: 'gave_up',
      exit: { kind: 'gave_up', why, supervisor: 'root', child: 'ingestion', restarts: 4, cause },
    });
  assert.equal(
    [endOfTree({ type: 'stopped' }).code, gaveUp('boot').code, gaveUp('intensity').code],
    [0, 2, 3],
  );
});

const tokens = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };

test('PS19: without a channel for operators the start warns of it', () => {
  const { lines, log } = keep();
  sayStart(loadConfig({ ...tokens, NOTIFICATION_CHANNEL: 'C0123456' }), log, {
    schema: '0001_tables',
    previousExit: 3,
  });
  assert.equal(
    lines.map((line) => [line['event'], line['level'], line['variable'] ?? null]),
    [
      ['daemon.started', 'info', null],
      ['monitoring.started', 'info', null],
      ['config.warning', 'warn', 'OPS_ALERT_CHANNEL'],
    ],
  );
});

test('the start says what is watched, in which limits, and where alerts go', () => {
  const { lines, log } = keep();
  const env = { ...tokens, OPS_ALERT_CHANNEL: 'C0123456', POLL_INTERVAL: '10m' };
  sayStart(loadConfig(env), log, { schema: '0001_tables', previousExit: 3 });
  const said = lines.find((line) => line['event'] === 'monitoring.started');
  assert.equal(
    [said?.['poll_interval_ms'], said?.['stale_after_ms'], said?.['backpressure_threshold']],
    [600_000, 1_200_000, 100],
  );
  assert.is(said?.['alerts_to'], 'C0123456');
});

test.run();

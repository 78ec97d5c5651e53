import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertsPart } from '../../../src/app/alerts/health.ts';
import { healthDocument } from '../../../src/domain/health/document/document.ts';
import type { AlertsPart, HealthParts } from '../../../src/domain/health/document/parts.ts';
import { MINUTE, SECOND, startAlerts } from '../../support/alerts/alerts.ts';
import { pressed, stale } from '../../support/alerts/facts.ts';
import { good, NOW } from '../../support/health/parts.ts';

const test = suite('alerts in health');

const release = { version: '1', revision: null, service: 'local' };

const withAlerts = (change: Partial<AlertsPart>): HealthParts => ({
  ...good,
  alerts: { ok: true, value: { ...(good.alerts.ok ? good.alerts.value : never()), ...change } },
});

function never(): never {
  throw new Error('the parts of a daemon that is well are there');
}

const statusOf = (parts: HealthParts) => healthDocument(parts, release, NOW, true).status;

test('a firing P1 or P2 is a warning, alerts that arrive nowhere are a failure', () => {
  const counts = { firing_p1: 0, firing_p2: 1, pending: 0, acked: 0, silenced: 0, held: 0 };
  assert.is(statusOf(good), 'pass');
  assert.is(statusOf(withAlerts({ counts })), 'warn');
  assert.is(statusOf(withAlerts({ path: 'broken' })), 'fail');
});

test('without a way past Slack health warns once it runs; a dry run has nothing to pass', () => {
  const alone = withAlerts({ fallbacks: 0 });
  assert.is(statusOf(alone), 'warn');
  const { notes = [] } = healthDocument(alone, release, NOW, true);
  assert.equal(notes, [
    'alerts:undelivered: no way past Slack is set: nobody hears of Slack being away',
  ]);
  const process = good.process.ok ? good.process.value : never();
  const with_ = (change: object) => ({
    ...alone,
    process: { ok: true, value: { ...process, ...change } } as const,
  });
  assert.is(statusOf(with_({ dryRun: true })), 'pass');
});

test('the summary counts alerts, what waits, and the last ping; the ping is for operators only', () => {
  const outbox = { pending: 2, oldestMs: 61_400, dead: 1 };
  const deadman = { lastOkAt: NOW, lastError: 'NETWORK/refused' };
  const parts = withAlerts({ outbox, deadman, path: 'fallback' });
  const { summary } = healthDocument(parts, release, NOW, true);
  assert.equal(summary.alert_outbox, { pending: 2, oldest_age_seconds: 61, dead: 1 });
  assert.is(summary.ops_alert_path, 'fallback');
  assert.equal('deadman' in summary && summary.deadman, {
    last_ok: '2026-11-22T03:12:00.120Z',
    last_error: 'NETWORK/refused',
  });
  assert.not.ok('deadman' in healthDocument(parts, release, NOW, false).summary);
});

test('what fires, is taken on and waits is counted as it stands', async () => {
  const alerts = await startAlerts({ users: ['U1'] });
  alerts.world.queueWorks = false;
  await alerts.hear(stale, 'watchdog');
  await alerts.hear(pressed());
  const [first] = alerts.keeper.book.episodes.values();
  alerts.keeper.ack({ episode: first?.id ?? '', who: 'U1' });
  await alerts.pass(2 * MINUTE);
  const part = alertsPart(alerts.keeper, { slack: 'ok', fallbacks: [] }, null);
  assert.equal([part.counts.firing_p1, part.counts.firing_p2, part.counts.acked], [1, 1, 1]);
  assert.equal([part.outbox.pending, part.path], [2, 'broken']);
  alerts.world.queueWorks = true;
  alerts.deliver();
  await alerts.pass(MINUTE);
  const after = alertsPart(alerts.keeper, { slack: 'refuses', fallbacks: ['ntfy'] }, null);
  assert.equal([after.outbox, after.path], [{ pending: 0, oldestMs: null, dead: 0 }, 'fallback']);
});

test('what was held and is told by now is not counted as held any more', async () => {
  const alerts = await startAlerts();
  await alerts.see('outside.failing', 3);
  for (let n = 0; n < 7; n++) {
    await alerts.pass(10 * SECOND);
    await alerts.see('outside.failing', 3);
  }
  await alerts.see('upstream.state', 'blocked', { source: 'drafts' });
  const stored = () =>
    alerts.store.tables.alerts.instances.get('self.upstream|source=drafts')?.suppression;
  assert.equal([alerts.keeper.counts().held, stored()], [1, 'held']);
  for (let n = 0; n < 12; n++) {
    await alerts.see('outside.failing', 0);
    await alerts.pass(10 * SECOND);
  }
  assert.equal([alerts.keeper.counts().held, stored()], [0, 'none']);
  assert.match(alerts.texts().at(-1) ?? '', /^post firing: drafts is blocked/);
});

test.run();

import * as assert from 'uvu/assert';
import { databaseSuite } from '../support/database.ts';
import type { Daemon, Line } from './support/daemon.ts';
import { openScene, type Scene, smallIndex } from './support/scene.ts';
import { told } from './support/told.ts';
import { until } from './support/until.ts';

const test = databaseSuite('actors that break, end to end');

let scene: Scene;
let daemon: Daemon;
let papers = 100;

const actors = ['watchdog', 'alerts', 'slackSocket', 'messageQueue', 'poller', 'prober'] as const;
type Actor = (typeof actors)[number];

/** Who is started again along with it: the queue stands behind the socket. */
const followers: Readonly<Partial<Record<Actor, Actor>>> = { slackSocket: 'messageQueue' };

interface Shown {
  readonly id: string;
  readonly status: string;
  readonly incarnation: number;
  readonly lastExit: { readonly category: string; readonly reason: string } | null;
}

/** What `/debug/actors` says of every actor. */
async function shown(): Promise<ReadonlyMap<string, Shown>> {
  const answer = await daemon.get('/debug/actors');
  const { supervision } = (await answer.json()) as {
    readonly supervision: { readonly children: readonly Shown[] };
  };
  return new Map(supervision.children.map((child) => [child.id, child]));
}

const incarnations = async (): Promise<readonly (number | undefined)[]> => {
  const all = await shown();
  return actors.map((id) => all.get(id)?.incarnation);
};

async function inject(id: Actor, fault: 'crash' | 'hang'): Promise<void> {
  const answer = await daemon.get(`/debug/actors/${id}/fault/${fault}`, 'operators', {
    method: 'POST',
  });
  assert.is(answer.status, 202);
}

const about =
  (id: Actor) =>
  (line: Line): boolean =>
    line['id'] === id;

/** Polls, and tells of a paper that comes now. */
async function goesOn(): Promise<void> {
  papers += 1;
  scene.index.serve(smallIndex(papers));
  await until(() => told(scene).includes(`P${1000 + papers}R0`), 30_000);
}

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(100) });
});

test.after(() => scene.close());

test('everybody is up, in the first incarnation', async () => {
  daemon = scene.daemon({
    INDEX_MIN_ENTRIES: '50',
    POLL_INTERVAL: '1s',
    TEST_POLLER_SILENT_MS: '6000', // no step of the poller takes longer here
  });
  await daemon.wait('poll.succeeded');
  const all = await shown();
  assert.equal(await incarnations(), [1, 1, 1, 1, 1, 1]);
  assert.ok([...all.values()].every(({ status }) => status === 'up'));
});

for (const id of actors) {
  const restarted = actors.filter((one) => one === id || one === followers[id]);
  test(`PS31: ${id} crashes: started again, the others stay, papers are told`, async () => {
    const before = await incarnations();
    const from = daemon.lines.length;
    await inject(id, 'crash');
    const crashed = await daemon.wait('actor.crashed', about(id), { from });
    assert.equal([crashed['failure_category'], crashed['failure_reason']], ['UNKNOWN', 'bug']);
    for (const one of restarted) await daemon.wait('actor.restarted', about(one), { from });
    assert.equal(
      await incarnations(),
      before.map((one, at) => (restarted.some((who) => who === actors[at]) ? (one ?? 0) + 1 : one)),
    );
    assert.equal((await shown()).get(id)?.lastExit, { category: 'UNKNOWN', reason: 'bug' });
    await goesOn();
    const ends = daemon.lines.slice(from).filter(({ event }) => event.startsWith('actor.'));
    assert.equal(
      ends.map(({ event }) => event),
      ['actor.crashed', ...restarted.map(() => 'actor.restarted')],
    );
  });
}

test('health counts the restarts and warns', async () => {
  await until(async () => (await daemon.health()).document.summary.supervisor.restarts_1h === 7);
  const { status, document } = await daemon.health();
  assert.equal([status, document.status], [200, 'warn']);
  assert.is(document.summary.failures_1h['UNKNOWN'], 6);
  assert.equal(
    'restarts_by_child' in document.summary ? document.summary.restarts_by_child : null,
    { watchdog: 1, alerts: 1, slackSocket: 1, messageQueue: 2, poller: 1, prober: 1 },
  );
});

test('the poller hangs: found silent, started again, papers are told', async () => {
  const from = daemon.lines.length;
  await inject('poller', 'hang');
  const crashed = await daemon.wait('actor.crashed', about('poller'), { from });
  assert.equal([crashed['failure_category'], crashed['failure_reason']], ['HUNG', 'silent']);
  await daemon.wait('actor.restarted', about('poller'), { from });
  await goesOn();
  assert.equal(await incarnations(), [2, 2, 2, 3, 3, 2]);
  assert.is(new Set(told(scene)).size, told(scene).length);
  assert.equal(told(scene).length, 7);
  assert.equal(await daemon.stop(), { code: 0, signal: null });
});

test.run();

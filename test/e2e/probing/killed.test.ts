import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pdfBody } from '../../../src/commands/world/drafts/bodies.ts';
import { slotOf } from '../../../src/domain/papers/probe/file.ts';
import { openScene, type Scene, smallIndex } from '../support/scene.ts';
import { naming } from '../support/told.ts';
import { until } from '../support/until.ts';

const test = suite('drafts and kill -9, end to end');

const env = {
  INDEX_MIN_ENTRIES: '1',
  POLL_INTERVAL: '1h',
  PROBE_INTERVAL: '6s',
  PROBE_RATE: '100',
  PROBE_BUDGET: '0',
};

/** Numbers near the frontier of 1020, spread over what a cycle asks. */
const drafts = [965, 980, 995, 1021, 1030, 1050, 1080, 1100, 1119].map(
  (number) => `D${String(number).padStart(4, '0')}R0`,
);

let scene: Scene;

const told = (id: string): number => naming(scene, id).length;

test.before(async () => {
  scene = await openScene({ snapshot: smallIndex(20) });
});

test.after(() => scene.close());

test('kill -9 in mid-cycle: nothing is asked early, nothing is told twice, no draft is lost', async () => {
  for (const id of drafts) scene.drafts.put(`${id}.pdf`, pdfBody(id));
  const killed = scene.daemon(env);
  await until(() => scene.drafts.requests.length >= 150);
  killed.kill('SIGKILL');
  await killed.ended;
  const asked = new Set(scene.drafts.requests.map(({ file }) => file));
  const from = scene.drafts.requests.length;
  assert.equal(killed.all('probe.cycle'), [], 'it died in its first cycle');

  const daemon = scene.daemon(env);
  await daemon.wait('probe.cycle', ({ cycle }) => cycle === 2);
  const isDraft = (file: string): boolean => drafts.some((id) => file.startsWith(id));
  const isTurn = (file: string): boolean => {
    const period = file.startsWith('P') ? 24 : 4;
    return (2 + slotOf(file)) % period === 0;
  };
  const early = scene.drafts.requests
    .slice(from)
    .map(({ file }) => file)
    .filter((file) => asked.has(file) && file !== 'D0001R99.pdf' && !isDraft(file))
    .filter((file) => !isTurn(file));
  assert.equal(early, []);

  await until(() => drafts.every((id) => told(id) > 0), 40_000);
  await daemon.wait('probe.cycle', ({ result }) => result === 'EMPTY', { withinMs: 40_000 });
  assert.equal(
    drafts.map(told),
    drafts.map(() => 1),
  );
});

test.run();

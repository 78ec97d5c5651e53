import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { OutboxDraft } from '../../src/domain/delivery/outbox.ts';
import type { Outcome } from '../../src/domain/delivery/result.ts';
import { Failure } from '../../src/domain/health/failure.ts';
import type { Rescue } from '../../src/ports/delivery.ts';
import { createRescueSpool } from '../../src/store/outbox/aside/rescueSpool.ts';
import { createSentSpool } from '../../src/store/outbox/aside/sentSpool.ts';
import { createSpool } from '../../src/store/spool.ts';

const test = suite('spool');

let dir = '';

test.before.each(async () => {
  dir = await mkdtemp(join(tmpdir(), 'paperscout-spool-'));
});

test.after.each(async () => {
  await rm(dir, { recursive: true, force: true });
});

const file = () => join(dir, 'spool', 'sent.ndjson');

const sent = (id: string): Outcome => ({
  row: { id, nonce: `nonce-${id}`, dest: 'C1' },
  result: { type: 'sent', channel: 'C1', ts: '1.1' },
  gates: [],
  suspend: null,
});

test('a spool that was never written is empty', async () => {
  assert.equal(await createSpool(file()).read(), { values: [], torn: 0 });
});

test('what was appended is there for the next process, in order and for our eyes only', async () => {
  const spool = createSpool(file());
  await Promise.all([spool.append({ n: 1 }), spool.append({ n: 2 }), spool.append({ n: 3 })]);
  assert.equal((await createSpool(file()).read()).values, [{ n: 1 }, { n: 2 }, { n: 3 }]);
  assert.is((await stat(file())).mode & 0o777, 0o600);
});

test('a torn last line is dropped and counted, the others are read', async () => {
  const spool = createSpool(file());
  await spool.append({ n: 1 });
  await spool.append({ n: 2 });
  await appendFile(file(), '{"n":3,"te');
  assert.equal(await createSpool(file()).read(), { values: [{ n: 1 }, { n: 2 }], torn: 1 });
});

test('a line written after a torn one is not lost with it', async () => {
  await createSpool(file()).append({ n: 1 });
  await appendFile(file(), '{"n":2,"te');
  const next = createSpool(file());
  await next.append({ n: 3 });
  assert.equal(await next.read(), { values: [{ n: 1 }, { n: 3 }], torn: 1 });
});

test('what is stored is forgotten, what came meanwhile stays', async () => {
  const spool = createSentSpool(join(dir, 'spool'), () => {});
  await spool.append(sent('1'));
  await spool.append(sent('2'));
  const [first] = await spool.read();
  await Promise.all([spool.forget([first?.row.id ?? '']), spool.append(sent('3'))]);
  assert.equal(
    (await spool.read()).map(({ row }) => row.id),
    ['2', '3'],
  );
  await spool.forget(['2', '3']);
  assert.is(await readFile(file(), 'utf8'), '');
});

test('a process that ends before forgetting finds the same results again', async () => {
  const spool = createSentSpool(join(dir, 'spool'), () => {});
  await spool.append(sent('1'));
  await spool.read(); // stored, and then killed
  assert.equal(await createSentSpool(join(dir, 'spool'), () => {}).read(), [sent('1')]);
});

test('says how many lines it could not read', async () => {
  const torn: number[] = [];
  const spool = createSentSpool(join(dir, 'spool'), (lines) => torn.push(lines));
  await spool.append(sent('1'));
  await appendFile(file(), '{"some":"thing"}\n{"row":');
  assert.equal(await spool.read(), [sent('1')]);
  assert.equal(torn, [2]);
});

test('a disk that refuses is a failure with its code and without the path', async () => {
  await writeFile(join(dir, 'spool'), 'a file where the folder should be');
  const failure = await createSpool(file())
    .append({ n: 1 })
    .catch((thrown: unknown) => thrown);
  assert.ok(failure instanceof Failure);
  assert.is(failure.reason, 'data_dir_unwritable');
  assert.not.match(failure.message, dir);
});

test('alerts that went past the database come back in order, without torn or foreign lines', async () => {
  const draft: OutboxDraft = {
    dedupeKey: 'a',
    dest: 'C1',
    lane: 0,
    kind: 'post',
    anchorKey: 'A',
    threadOf: null,
    foldable: false,
    notBefore: null,
    expiresAt: null,
    content: { template: 'note', title: '', text: 'x' },
  };
  const rescue: Rescue = {
    draft,
    before: [],
    nonce: 'n',
    state: 'waiting',
    attempts: 0,
    channel: null,
    ts: null,
  };
  const torn: number[] = [];
  const spool = createRescueSpool(join(dir, 'spool'), (lines) => void torn.push(lines));
  await spool.append([rescue, { ...rescue, state: 'sent', ts: '1.1' }]);
  await appendFile(join(dir, 'spool', 'alerts.ndjson'), '{"draft":1}\n{"dra');
  assert.equal(
    (await spool.read()).map(({ state, ts }) => [state, ts]),
    [
      ['waiting', null],
      ['sent', '1.1'],
    ],
  );
  assert.equal(torn, [2]);
  await spool.clear();
  assert.equal(await spool.read(), []);
});

test.run();

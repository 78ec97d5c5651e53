import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mayTell, readLastExit, writeLastExit } from '../../src/app/lastWords/record.ts';
import { previousExit } from '../../src/commands/daemon/lastWords.ts';
import { createAlertSpool } from '../../src/store/alerts/spool.ts';
import { createRescueSpool } from '../../src/store/outbox/aside/rescueSpool.ts';
import { createSentSpool } from '../../src/store/outbox/aside/sentSpool.ts';
import { always, damaged, eventually } from './support.ts';

/** Each try waits for the disk. */
const DISK = 0.1;

const dir = mkdtempSync(join(tmpdir(), 'paperscout-fuzz-'));

const test = suite('any file on disk');

test.after(() => rmSync(dir, { recursive: true, force: true }));

const commit = {
  instances: [],
  episodes: [{ id: 'e1', key: 'self.db' }],
  events: [{ episode: 'e1', number: 1 }],
  notices: [{ key: 'e1:1:slack' }],
  rows: [],
};
const outcome = {
  row: { id: '7', nonce: 'n' },
  result: { type: 'sent', channel: 'C1', ts: '1.2' },
  gates: [],
};
const rescue = {
  draft: { dedupeKey: 'k', dest: 'C1' },
  nonce: 'n',
  before: [],
  state: 'waiting',
};

/** A file of such lines with something wrong in it, or garbage: half a line, blocks of zeros. */
const fileOf = (line: object): fc.Arbitrary<Uint8Array> => {
  const text = `${JSON.stringify(line)}\n`;
  return fc.oneof(
    damaged(text.repeat(3)),
    fc.nat(text.length * 3).map((end) => Buffer.from(text.repeat(3).slice(0, end))),
    fc
      .array(fc.oneof(fc.jsonValue(), fc.constant(line)), { maxLength: 5 })
      .map((lines) => Buffer.from(lines.map((one) => `${JSON.stringify(one)}\n`).join(''))),
    fc.uint8Array({ maxLength: 300 }),
    fc.nat(5_000).map((zeros) => Buffer.concat([Buffer.from(text), Buffer.alloc(zeros)])),
  );
};

interface Spooled {
  append(value: never): Promise<void>;
  read(): Promise<readonly unknown[]>;
}

/** Whatever lies there: it is read, what was not said is not made up, and what comes next is kept. */
async function holds(name: string, bytes: Uint8Array, line: object, open: () => Spooled) {
  writeFileSync(join(dir, name), bytes);
  const before = await open().read();
  await open().append(line as never); // its own line, told as what it is
  const after = await open().read();
  assert.is(after.length, before.length + 1);
  assert.equal(after.at(-1), line);
}

test('a spool of alerts, of results and of rescued notices takes what comes after any content', async () => {
  await eventually(
    fileOf(commit),
    (bytes) => holds('episodes.ndjson', bytes, commit, () => createAlertSpool(dir, () => {})),
    DISK,
  );
  await eventually(
    fileOf(outcome),
    (bytes) => holds('sent.ndjson', bytes, outcome, () => createSentSpool(dir, () => {})),
    DISK,
  );
  await eventually(
    fileOf(rescue),
    (bytes) =>
      holds('alerts.ndjson', bytes, rescue, () => {
        const spool = createRescueSpool(dir, () => {});
        return { read: spool.read, append: (one) => spool.append([one]) };
      }),
    DISK,
  );
});

const record = {
  at: '2026-11-28T12:00:00.000Z',
  code: 3,
  reason: 'gave_up',
  version: '1',
  instance: 'i',
  told: { '3 gave_up': '2026-11-28T12:00:00.000Z' },
};

test('last words, whatever the process before left', () => {
  const exit = {
    code: 3,
    reason: 'gave_up',
    version: '1',
    instance: 'j',
    at: Date.UTC(2026, 10, 28),
    text: 'x',
    title: 'x',
  } as never; // only these fields are looked at
  const file = fc.oneof(
    fc.json().map((text) => Buffer.from(text)),
    damaged(JSON.stringify(record)),
    fc
      .record({
        code: fc.integer(),
        instance: fc.string(),
        reason: fc.jsonValue(),
        told: fc.jsonValue(),
      })
      .map((one) => Buffer.from(JSON.stringify(one))),
    fc
      .dictionary(fc.constantFrom('3 gave_up', '__proto__', 'toString'), fc.jsonValue())
      .map((told) => Buffer.from(JSON.stringify({ ...record, told }))),
    fc.constant(
      Buffer.from('{"code":3,"instance":"i","told":{"3 gave_up":{"toString":1,"valueOf":1}}}'),
    ),
  );
  always(file, (bytes) => {
    writeFileSync(join(dir, 'last-exit.json'), bytes);
    const last = readLastExit(dir);
    assert.type(mayTell(last, exit), 'boolean');
    previousExit({ instance: 'i', exitCode: null }, dir);
    writeLastExit(dir, last, exit, true);
    assert.is(readLastExit(dir)?.instance, 'j');
  });
});

test.run();

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { OutboxRow } from '../../src/domain/delivery/outbox.ts';
import { drawn } from '../../src/flows/queue/sendRow.ts';
import { render } from '../../src/slack/blocks.ts';
import { always, anyText } from './support.ts';

/** Content as we write it, one of each kind. */
const good: readonly object[] = [
  { template: 'note', title: 'Seeded', text: '29,136 entries' },
  {
    template: 'alert',
    rule: 'self.db',
    severity: 'P1',
    title: 'The database is away',
    text: 'Nothing is stored.',
    sinceMs: 1,
    state: 'firing',
    acked: null,
    buttons: null,
    runbook: null,
    broadcast: false,
  },
  { template: 'reply', parts: [{ type: 'text', text: 'hello' }] },
  { template: 'digest', parts: [{ template: 'note', title: 'a', text: 'b' }] },
  { template: 'papers', head: [], sections: [], lines: [] },
];

type Json = fc.JsonValue;

/** The same with a field that is gone, or is something else, at any depth. */
function broken(value: Json, path: readonly number[], by: Json | undefined): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== 'object' || value === null) return by;
  const keys = Object.keys(value);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return by;
  const next = broken((value as Record<string, Json>)[key] ?? null, rest, by);
  const entries = Object.entries(value).flatMap(([name, one]) =>
    name !== key ? [[name, one] as const] : next === undefined ? [] : [[name, next] as const],
  );
  const all = entries.map(([, one]) => one as Json);
  return Array.isArray(value) ? all : (Object.fromEntries(entries) as Json);
}

const content = fc.oneof(
  fc.jsonValue(),
  fc
    .tuple(
      fc.constantFrom(...good),
      fc.array(fc.nat(12), { minLength: 1, maxLength: 3 }),
      fc.option(fc.jsonValue(), { nil: undefined }),
    )
    .map(([one, path, by]) => broken(one as Json, path, by) ?? null),
  fc.constantFrom(...good),
);

const row = fc
  .record({
    content,
    kind: fc.constantFrom('post', 'update', 'ephemeral', 'home'),
    dest: fc.constantFrom('C0PAPERS', 'U0ADA'),
    plain: fc.boolean(),
    missed: fc.nat(3),
    user: fc.option(anyText),
  })
  .map(
    (one) =>
      ({
        id: '1',
        nonce: 'n',
        channel: one.dest,
        lane: 2,
        anchorKey: null,
        threadTs: null,
        anchorTs: null,
        attempts: 1,
        doubts: 0,
        createdAt: 0,
        firstAttemptAt: null,
        ...one,
      }) as unknown as OutboxRow,
  );

const test = suite('any row of the outbox');

test('it is a message with words, or refused as ours: no row stops the queue', () => {
  always(row, (one) => {
    const made = drawn(render, one);
    if ('text' in made) {
      assert.type(made.text, 'string');
      assert.ok(made.blocks === null || Array.isArray(made.blocks));
    } else {
      assert.is(made.type, 'refused');
    }
  });
});

test.run();

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createStreams, type Entry } from '../../../src/http/inspect/stream.ts';
import { heapNow } from '../../support/heap.ts';
import { settle } from '../../support/settle.ts';

/** A source that keeps the last 500 entries, as the tap does. */
function source() {
  const ring: Entry[] = [];
  const followers = new Set<(entry: Entry) => void>();
  let seq = 0;
  const add = (count: number): void => {
    for (let n = 0; n < count; n += 1) {
      seq += 1;
      const entry = { seq, text: 'x'.repeat(300) };
      ring.push(entry);
      if (ring.length > 500) ring.shift();
      for (const follow of followers) follow(entry);
    }
  };
  const since = (after: number) => ring.filter((entry) => entry.seq > after);
  const follow = (listener: (entry: Entry) => void) => {
    followers.add(listener);
    return () => void followers.delete(listener);
  };
  return { since, follow, add, followers };
}

const open = (streams: ReturnType<typeof createStreams>, after: number | null = null) => {
  const stream = streams.open(after);
  assert.ok(stream);
  return stream.getReader();
};

type Reader = ReturnType<typeof open>;

/** The next `count` events in short: ids, `gap 7`, `comment`. */
async function take(reader: Reader, count: number): Promise<string[]> {
  const found: string[] = [];
  while (found.length < count) {
    const { value, done } = await reader.read();
    if (done) return [...found, 'over'];
    const text = new TextDecoder().decode(value);
    const [, missed] = /missed":(\d+)/.exec(text) ?? [];
    const [, id] = /^id: (\d+)/.exec(text) ?? [];
    found.push(missed === undefined ? (id ?? 'comment') : `gap ${missed}`);
  }
  return found;
}

const test = suite('streams of the inspector');

test('a newcomer gets what is kept, five hundred, and then what comes', async () => {
  const from = source();
  from.add(600);
  const streams = createStreams(from);
  const reader = open(streams);
  const first = await take(reader, 500);
  assert.equal([first[0], first.at(-1)], ['101', '600']);
  assert.equal(await take(reader, 1), ['comment']);
  const next = take(reader, 1);
  from.add(1);
  assert.equal(await next, ['601']);
  streams.close();
});

test('who comes back goes on where he was; what was dropped meanwhile is a gap', async () => {
  const from = source();
  from.add(600);
  const streams = createStreams(from);
  assert.equal(await take(open(streams, 598), 2), ['599', '600']);
  assert.equal(await take(open(streams, 50), 2), ['gap 50', '101']);
  streams.close();
});

test('a reader that does not read loses the oldest, and is told how many', async () => {
  const from = source();
  const streams = createStreams(from);
  const reader = open(streams);
  assert.equal(await take(reader, 1), ['comment']);
  from.add(1_000);
  assert.equal(await take(reader, 2), ['gap 800', '801']);
  streams.close();
});

test('a reader that never reads for 100,000 entries costs less than a megabyte', () => {
  const from = source();
  const streams = createStreams(from);
  from.add(1_000);
  const before = heapNow();
  open(streams);
  from.add(100_000);
  const grown = heapNow() - before;
  assert.ok(grown < 1_048_576, `${grown} bytes more`);
  streams.close();
});

test('the fourth reader is sent away until one has left', async () => {
  const from = source();
  const streams = createStreams(from);
  const readers = [open(streams), open(streams), open(streams)];
  assert.is(streams.open(null), null);
  await readers[0]?.cancel();
  assert.equal([streams.readers(), from.followers.size], [2, 2]);
  assert.is.not(streams.open(null), null);
  streams.close();
  assert.equal([streams.readers(), from.followers.size], [0, 0]);
});

test('a comment comes now and then, so that nobody takes the connection for dead', async () => {
  const streams = createStreams(source(), { commentMs: 5 });
  assert.equal(await take(open(streams), 3), ['comment', 'comment', 'comment']);
  streams.close();
});

test('closing ends every stream', async () => {
  const streams = createStreams(source());
  const reader = open(streams);
  await take(reader, 1);
  const next = take(reader, 1);
  await settle();
  streams.close();
  assert.equal(await next, ['over']);
});

test.run();

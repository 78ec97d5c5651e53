import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exclusive, type Handle } from '../../../src/app/actors/exclusive.ts';

/** Sockets that note how many are open at once. */
function sockets() {
  const open = new Set<number>();
  const log: string[] = [];
  let most = 0;
  let made = 0;
  const make =
    (closes: (done: () => void) => Promise<void>) => async (): Promise<Handle & { n: number }> => {
      made += 1;
      const n = made;
      open.add(n);
      most = Math.max(most, open.size);
      log.push(`open ${n}`);
      return {
        n,
        close: () =>
          closes(() => {
            open.delete(n);
            log.push(`close ${n}`);
          }),
        destroy: () => {
          open.delete(n);
          log.push(`destroy ${n}`);
        },
      };
    };
  return { open, log, make, most: () => most };
}

const polite = async (done: () => void) => done();
const deaf = () => new Promise<void>(() => undefined);
const broken = () => Promise.reject(new Error('cannot close'));
const never = new AbortController().signal;

const test = suite('exclusive');

test('the second waits for the close of the first', async () => {
  const { make, log, most } = sockets();
  const place = exclusive(1_000);
  await place.open(make(polite), never);
  await place.open(make(polite), never);
  assert.equal(log, ['open 1', 'close 1', 'open 2']);
  assert.is(most(), 1);
});

test('one that does not close in time, or cannot, is destroyed', async () => {
  for (const closes of [deaf, broken]) {
    const { make, log, most } = sockets();
    const place = exclusive(5);
    await place.open(make(closes), never);
    await place.open(make(polite), never);
    assert.equal([log, most()], [['open 1', 'destroy 1', 'open 2'], 1]);
  }
});

test('several at once get it one after the other', async () => {
  const { make, open, most } = sockets();
  const place = exclusive(1_000);
  await Promise.all([1, 2, 3, 4].map(() => place.open(make(polite), never)));
  assert.equal([most(), open.size], [1, 1]);
});

test('what was opened for somebody who is gone is destroyed', async () => {
  const { make, log, open } = sockets();
  const place = exclusive(1_000);
  const gone = new AbortController();
  const opening = place.open(async (signal) => {
    const made = await make(polite)();
    gone.abort(new Error('gone'));
    assert.ok(signal.aborted);
    return made;
  }, gone.signal);
  const thrown = await opening.catch((error: unknown) => error);
  assert.is(String(thrown), 'Error: gone');
  assert.equal([log, open.size], [['open 1', 'destroy 1'], 0]);
});

test('an opening that fails is no obstacle for the next', async () => {
  const { make, log } = sockets();
  const place = exclusive(1_000);
  const failing = place.open(() => Promise.reject(new Error('refused')), never);
  assert.is(await failing.catch((error: unknown) => String(error)), 'Error: refused');
  await place.open(make(polite), never);
  assert.equal(log, ['open 1']);
});

test.run();

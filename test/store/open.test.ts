import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../src/domain/health/failure.ts';
import { openStore } from '../../src/store/open.ts';

const nobody = {
  host: '127.0.0.1',
  port: 1,
  user: 'me',
  password: 'planted',
  database: 'd',
  tls: { mode: 'disable', rootCert: null },
} as const;

/** Opens a server that is not there, on a short patience; what it said, and how it ended. */
async function opening(signal = new AbortController().signal) {
  const said: string[] = [];
  const since = performance.now();
  const thrown: unknown = await openStore({
    server: nobody,
    prepare: true,
    dataDir: '/nowhere',
    random: Math.random,
    signal,
    clock: { now: Date.now, elapsed: () => performance.now() },
    log: (event, fields) =>
      void said.push(`${event} ${fields['failure_category']}/${fields['failure_reason']}`),
    onTaken: () => {},
    patience: { forMs: 500, everyMs: 50 },
  }).catch((error: unknown) => error);
  return { said, thrown, tookMs: performance.now() - since };
}

const test = suite('opening a database');

test('a server that does not answer is asked again until its time is over, each time said', async () => {
  const { said, thrown, tookMs } = await opening();
  assert.ok(said.length >= 2, `${said.length} times`);
  assert.equal(new Set(said), new Set(['db.waiting DB/refused']));
  assert.ok(thrown instanceof Failure && thrown.reason === 'refused');
  assert.not.match(thrown.message, 'planted');
  assert.ok(tookMs >= 500 && tookMs < 5_000, `${tookMs} ms`);
});

test('asked to stop while it waits it stops waiting', async () => {
  const stop = new AbortController();
  const ended = opening(stop.signal);
  setTimeout(() => stop.abort(), 20);
  const { thrown } = await ended;
  assert.ok(thrown instanceof Error && thrown.name === 'AbortError');
});

test.run();

import { Hono } from 'hono';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../src/domain/health/failure.ts';
import { listen } from '../../src/http/listen.ts';

const app = new Hono().get('/', (c) => c.text('here'));

const refusal = async (host: string, port: number): Promise<Failure> => {
  const thrown = await listen(app, host, port).then(
    (listener) => listener.close(0),
    (refused: unknown) => refused,
  );
  if (thrown instanceof Failure) return thrown;
  throw new Error(`it listens: ${String(thrown)}`);
};

const test = suite('listener');

test('port 0 picks a free one and says which; closed, nobody answers', async () => {
  const { url, port, close } = await listen(app, '127.0.0.1', 0);
  assert.ok(port > 0);
  assert.is(await (await fetch(url)).text(), 'here');
  await close(100);
  const gone = await fetch(url).catch((thrown: Error) => thrown.name);
  assert.is(gone, 'TypeError');
});

test('a port that is taken is CONFIG/port_taken, and the sentence says what to set', async () => {
  const first = await listen(app, '127.0.0.1', 0);
  const { category, reason, message } = await refusal('127.0.0.1', first.port);
  await first.close(0);
  assert.is(`${category}/${reason}`, 'CONFIG/port_taken');
  assert.is(
    message,
    `Port ${first.port} on 127.0.0.1 is taken by another process. Stop it, or choose another port with PORT or OPS_PORT.`,
  );
});

test('an address that is not ours is refused in the same way', async () => {
  const { reason, message } = await refusal('192.0.2.1', 0);
  assert.is(reason, 'port_taken');
  assert.match(message, /^Cannot listen on 192\.0\.2\.1, port 0 \(EADDRNOTAVAIL\)/);
});

test.run();

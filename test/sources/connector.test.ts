import { createServer } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createHttp } from '../../src/sources/http.ts';

const test = suite('connections under way');

test('closing does not wait for a connection that does not come about', async () => {
  const mute = createServer((socket) => socket.on('error', () => {}).resume());
  await new Promise<void>((listening) => mute.listen(0, '127.0.0.1', listening));
  const address = mute.address();
  const url = `https://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
  const http = createHttp({ clock: { now: () => 0 }, userAgent: 'test' });
  const limits = { connectMs: 60_000, headersMs: 60_000, chunkMs: 60_000, totalMs: 60_000 };
  const asked = new AbortController();
  const request = { operation: 'test', url, headers: {}, maxBytes: 10, limits };
  const answer = http.get(request, asked.signal).catch(({ message }: Error) => message);
  await new Promise((came) => mute.once('connection', came));
  asked.abort(new Error('asked to stop'));
  assert.is(await answer, 'asked to stop');
  const began = performance.now();
  await http.close();
  assert.ok(performance.now() - began < 5_000);
  await new Promise((closed) => mute.close(closed));
});

test.run();

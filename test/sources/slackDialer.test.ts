import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { slackDialer } from '../../src/sources/slackDialer.ts';

/** Why nobody connects; empty when somebody does. */
async function refusal(origin: string, apiUrl = 'https://slack.com/api/'): Promise<string> {
  const line = slackDialer({ apiUrl, connectTimeoutMs: 300 })();
  try {
    await line.dispatcher.request({ origin, path: '/', method: 'HEAD' });
    return '';
  } catch (thrown) {
    return String(thrown);
  } finally {
    line.destroy();
    await line.gone;
  }
}

const foreign = /a host that is not Slack/;

const test = suite('lines to Slack');

for (const origin of [
  'https://example.com',
  'https://slack.com.example.com',
  'https://notslack.com',
  'http://slack.com',
  'http://wss-primary.slack.com',
])
  test(`nobody connects to ${origin}`, async () => {
    assert.match(await refusal(origin), foreign);
  });

test('Slack’s own hosts are tried, over TLS', async () => {
  for (const origin of ['https://slack.com:1', 'https://wss-primary.slack.com:1'])
    assert.not.match(await refusal(origin), foreign);
});

test('the configured server is tried: over TLS anywhere, without it on this machine alone', async () => {
  const own = 'https://slack.example.invalid';
  assert.not.match(await refusal(own, `${own}/api/`), foreign);
  assert.match(await refusal('http://slack.example.invalid', `${own}/api/`), foreign);
});

test('a line that was cut is gone, and connects no more', async () => {
  const server = createServer((_, response) => void response.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  const origin = `http://127.0.0.1:${port}`;
  const line = slackDialer({ apiUrl: origin })();
  await line.dispatcher.request({ origin, path: '/', method: 'HEAD' });
  line.destroy();
  await line.gone;
  const again = await line.dispatcher
    .request({ origin, path: '/', method: 'HEAD' })
    .catch((thrown: unknown) => thrown);
  assert.instance(again, Error);
  server.close();
});

test.run();

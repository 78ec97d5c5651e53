import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../src/domain/health/failure.ts';
import { thrownFailure } from '../../src/sources/httpFailure.ts';
import { redirectTarget } from '../../src/sources/redirect.ts';

/** Where a redirect leads, or why it is refused. */
function outcome(from: string, location: string | null): string {
  try {
    return redirectTarget('index.fetch', [new URL(from)], location).href;
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return `${thrown.category}/${thrown.reason}`;
  }
}

const test = suite('redirects and codes that loopback cannot make');

test('a redirect that leaves TLS is UPSTREAM_CHANGED/redirect_insecure; loopback may', () => {
  const from = 'https://wg21.link/index.json';
  assert.is(outcome(from, 'http://wg21.link/index.json'), 'UPSTREAM_CHANGED/redirect_insecure');
  assert.is(outcome(from, '/other.json'), 'https://wg21.link/other.json');
  assert.is(outcome('http://127.0.0.1:81/a', '/b'), 'http://127.0.0.1:81/b');
  assert.is(outcome('http://[::1]:81/a', 'b'), 'http://[::1]:81/b');
});

test('another port or name is another host, whatever it is called', () => {
  const from = 'https://wg21.link/index.json';
  for (const to of [
    'https://wg21.link:8443/x',
    'https://evil.example/',
    '//evil.example/wg21.link',
  ])
    assert.is(outcome(from, to), 'UPSTREAM_CHANGED/redirect_host', to);
  for (const nowhere of [null, 'https://'])
    assert.is(outcome(from, nowhere), 'UPSTREAM_CHANGED/http_unexpected');
});

const codes: readonly (readonly [code: string, pair: string])[] = [
  ['EHOSTUNREACH', 'NETWORK/unreachable'],
  ['ENETUNREACH', 'NETWORK/unreachable'],
  ['ENETDOWN', 'NETWORK/unreachable'],
  ['EAI_AGAIN', 'NETWORK/dns'],
  ['CERT_HAS_EXPIRED', 'NETWORK/tls'],
  ['ETIMEDOUT', 'TIMEOUT/connect_timeout'],
  ['ENEWINVENTION', 'UNKNOWN/bug'],
];

for (const [code, pair] of codes)
  test(`${code} while connecting is ${pair}`, () => {
    const thrown = Object.assign(new Error('system'), { code });
    const { category, reason } = thrownFailure('index.fetch', 'connect', thrown);
    assert.is(`${category}/${reason}`, pair);
  });

test.run();

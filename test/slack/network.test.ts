import { WebAPIRequestError } from '@slack/web-api';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Call, verdictOf } from '../../src/slack/errors.ts';
import { inShort } from '../support/slack/talk.ts';

const call: Call = {
  method: 'chat.postMessage',
  kind: 'post',
  toChannel: true,
  redact: (text) => text,
};

const broken = (code: string, more: object = {}): string => {
  const cause = Object.assign(new Error('system'), { code, ...more });
  const error = new WebAPIRequestError(new TypeError('fetch failed', { cause }));
  return inShort(verdictOf(error, call));
};

/** What cannot be brought about on loopback. */
const cases: readonly (readonly [code: string, verdict: string])[] = [
  ['ECONNREFUSED', 'refused transient NETWORK/refused'],
  ['ENOTFOUND', 'refused transient NETWORK/dns'],
  ['EAI_AGAIN', 'refused transient NETWORK/dns'],
  ['EHOSTUNREACH', 'refused transient NETWORK/unreachable'],
  ['ENETUNREACH', 'refused transient NETWORK/unreachable'],
  ['CERT_HAS_EXPIRED', 'refused transient NETWORK/tls'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'refused transient NETWORK/tls'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'refused transient NETWORK/tls'],
  ['UND_ERR_CONNECT_TIMEOUT', 'refused transient TIMEOUT/connect_timeout'],
  ['ECONNRESET', 'ambiguous NETWORK/reset'],
  ['EPIPE', 'ambiguous NETWORK/reset'],
  ['UND_ERR_SOCKET', 'ambiguous NETWORK/reset'],
  ['UND_ERR_HEADERS_TIMEOUT', 'ambiguous TIMEOUT/headers_timeout'],
  ['UND_ERR_BODY_TIMEOUT', 'ambiguous TIMEOUT/body_timeout'],
  ['HPE_INVALID_CONSTANT', 'ambiguous NETWORK/bad_body'],
  ['ENEWINVENTION', 'ambiguous NETWORK/reset'],
];

const test = suite('slack network errors');

for (const [code, verdict] of cases)
  test(`${code} is ${verdict}`, () => assert.is(broken(code), verdict));

test('a kernel timeout is harmless while connecting and a doubt afterwards', () => {
  assert.is(
    broken('ETIMEDOUT', { syscall: 'connect' }),
    'refused transient TIMEOUT/connect_timeout',
  );
  assert.is(broken('ETIMEDOUT', { syscall: 'read' }), 'ambiguous TIMEOUT/call');
});

test('what is nobody else’s doing is a bug of ours, and no crash', () => {
  const verdict = verdictOf(new TypeError('blocks.map is not a function'), call);
  assert.is(inShort(verdict), 'refused bug UNKNOWN/bug');
});

test.run();

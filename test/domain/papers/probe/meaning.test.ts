import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { missing, type ProbeAnswer } from '../../../../src/domain/papers/probe/answer.ts';
import { meaningOf } from '../../../../src/domain/papers/probe/meaning.ts';
import { noAnswer, status, strayed } from '../../../support/probing/answers.ts';

const test = suite('what an answer to a look means');

const words = (answer: ProbeAnswer): string => {
  const meaning = meaningOf(answer);
  switch (meaning.type) {
    case 'limited':
      return `limited ${meaning.reason} ${meaning.retryAfterMs}`;
    case 'blocked':
      return `blocked ${meaning.status}`;
    case 'error':
      return `error ${meaning.category}/${meaning.reason}`;
    default:
      return meaning.type;
  }
};

/** Every row of the table of responses in papers 5. */
const rows: readonly (readonly [string, ProbeAnswer, string])[] = [
  ['404', missing, 'miss'],
  ['410', status(410), 'miss'],
  ['200', status(200), 'hit'],
  ['206', status(206), 'hit'],
  ['a redirect to a login page or another path', strayed('path'), 'suspicious'],
  ['a redirect to another host', strayed('host'), 'suspicious'],
  [
    'redirects in circles',
    noAnswer('UPSTREAM_CHANGED', 'redirect_loop'),
    'error UPSTREAM_CHANGED/redirect_loop',
  ],
  ['401', status(401), 'blocked 401'],
  ['403', status(403), 'blocked 403'],
  ['429 with Retry-After', status(429, { retryAfterMs: 120_000 }), 'limited http_429 120000'],
  ['429 without', status(429), 'limited http_429 300000'],
  ['503 with Retry-After', status(503, { retryAfterMs: 7_000 }), 'limited http_503 7000'],
  ['503 without', status(503), 'limited http_503 300000'],
  ['405', status(405), 'head_refused'],
  ['501', status(501), 'head_refused'],
  ['400', status(400), 'error UPSTREAM_CHANGED/http_4xx'],
  ['418', status(418), 'error UPSTREAM_CHANGED/http_4xx'],
  ['500', status(500), 'error NETWORK/http_5xx'],
  ['204', status(204), 'error UPSTREAM_CHANGED/http_unexpected'],
  ['a reset', noAnswer('NETWORK', 'reset'), 'error NETWORK/reset'],
  ['no headers in time', noAnswer('TIMEOUT', 'headers_timeout'), 'error TIMEOUT/headers_timeout'],
];

for (const [what, answer, expected] of rows)
  test(`${what}: ${expected}`, () => assert.is(words(answer), expected));

test.run();

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { retryAfterMs } from '../../src/domain/health/retryAfter.ts';
import type { ReadReply } from '../../src/domain/papers/probe/answer.ts';
import { verify } from '../../src/domain/papers/probe/verify/verify.ts';
import { BadBody, guardedFetch, MessageLimit, Redirected } from '../../src/slack/guard.ts';
import { always, anyText, damaged, eventually, wordsFrom } from './support.ts';

const reply = (body: Uint8Array, contentType: string): ReadReply => ({
  type: 'reply',
  status: 206,
  requests: 1,
  etag: null,
  lastModified: null,
  date: null,
  contentType,
  length: body.length,
  retryAfterMs: null,
  body,
  sha256: createHash('sha256').update(body).digest('hex'),
});

const html = `<!doctype html><html><head><title>P1234R0</title></head><body><p>${'words '.repeat(200)}</p></body></html>`;
const pdf = `%PDF-1.7\n1 0 obj << /Title (A \\(paper\\) \\376\\377) >> endobj\n${'x'.repeat(2_000)}`;

const test = suite('any answer');

test('a file is a draft or none, and what is kept of it is short', () => {
  const body = fc.oneof(
    damaged(html),
    damaged(pdf),
    fc.uint8Array({ maxLength: 2_000 }),
    wordsFrom([
      '<html>',
      '<title>',
      '</title>',
      '%PDF-',
      '/Title (',
      ')',
      '<!--',
      '<script>',
      '<',
      '&#x41;',
    ]).map((text) => new TextEncoder().encode(text.repeat(20))),
  );
  always(
    fc.tuple(body, fc.constantFrom('pdf', 'html'), fc.boolean()),
    ([bytes, extension, compared]) => {
      const notFound = compared ? reply(new TextEncoder().encode(html), 'text/html') : null;
      const kept = verify(extension as 'pdf' | 'html', reply(bytes, 'text/html'), notFound);
      if (kept === null) return;
      assert.ok((kept.title ?? '').length <= 2_000);
      assert.ok((kept.words ?? '').split(' ').length <= 400);
      assert.ok((kept.title ?? '').isWellFormed());
    },
  );
});

test('whatever Slack says is an object with ok, or a failure of a known class', async () => {
  const status = fc.constantFrom(200, 200, 200, 302, 403, 429, 500, 503);
  const body = fc.oneof(
    fc.json(),
    anyText,
    damaged('{"ok":true,"ts":"1.2"}').map((b) => Buffer.from(b).toString('latin1')),
  );
  const header = fc.oneof(
    fc.constantFrom('0', '-1', 'abc', '3', '99999999999'),
    fc.stringMatching(/^[ -~]{0,20}$/),
  );
  await eventually(fc.tuple(status, body, header), async ([code, text, retryAfter]) => {
    const fetch = guardedFetch(
      async () => new Response(text, { status: code, headers: { 'retry-after': retryAfter } }),
    );
    try {
      const answer = await fetch('https://slack.com/api/chat.postMessage');
      if (answer.status === 200) assert.type(JSON.parse(await answer.text()).ok, 'boolean');
      if (answer.status === 429) assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/);
    } catch (thrown) {
      assert.ok(
        [BadBody, MessageLimit, Redirected].some((of) => thrown instanceof of),
        String(thrown),
      );
    }
  });
});

test('a wait is between a second and six hours, whatever the header says', () => {
  const header = fc.oneof(
    anyText,
    fc.integer().map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    fc.constant(null),
  );
  always(header, (text) => {
    const waitMs = retryAfterMs(text, Date.UTC(2026, 7, 22), 60_000);
    assert.ok(waitMs >= 1_000 && waitMs <= 6 * 3_600_000, `${waitMs}`);
  });
});

test.run();

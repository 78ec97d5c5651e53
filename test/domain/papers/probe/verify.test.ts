import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Extension } from '../../../../src/domain/papers/probe/file.ts';
import { verify } from '../../../../src/domain/papers/probe/verify/verify.ts';
import { body, page, pdf } from '../../../support/probing/answers.ts';

const test = suite('verifying a draft');

const notFound = body(page('Standard C++', 'nothing here'), { status: 404 });

const cases: readonly (readonly [string, Extension, string, boolean])[] = [
  ['a PDF', 'pdf', pdf(), true],
  ['a PDF whose mark comes after some bytes', 'pdf', `${' '.repeat(1_019)}${pdf()}`, true],
  ['a mark that comes too late', 'pdf', `${' '.repeat(1_020)}${pdf()}`, false],
  ['a PDF of 1 KiB', 'pdf', '%PDF-1.7'.padEnd(1_024), false],
  ['a PDF of one byte more', 'pdf', '%PDF-1.7'.padEnd(1_025), true],
  ['nothing where a PDF should be', 'pdf', '', false],
  ['a login page where a PDF should be', 'pdf', page('Log In'), false],
  ['a page', 'html', page('P4349R0: A title'), true],
  ['a page with an error in its name', 'html', page('Error handling: not found is no error'), true],
  ['a short page', 'html', page('x').slice(0, 512), false],
  ['text that is no page', 'html', 'word '.repeat(200), false],
  ['a login page', 'html', page('Log In : Standard C++'), false],
  ['a login form', 'html', page('Standard', '<form><input name=p type="password">'), false],
  ['a page for what is missing', 'html', page('Page Not Found | Standard C++'), false],
  ['404 as a title', 'html', page('404 Not Found'), false],
  ['an error as a title', 'html', page('Error'), false],
  ['the page of the missing canary', 'html', page('Standard C++', 'nothing here'), false],
  ['that page with another token', 'html', page('Standard C++', 'nothing here, id 7'), false],
];

for (const [what, extension, text, expected] of cases)
  test(`${what}: ${expected ? 'a draft' : 'suspicious'}`, () =>
    assert.is(verify(extension, body(text), notFound) !== null, expected));

test('keeps title, first 400 words, hash and validators of a page', () => {
  const text = `<html><head><title>P4349R0 &amp;\n more</title><style>p{}</style></head><body><script>x</script>${'<p>one two</p> '.repeat(300)}</body></html>`;
  const file = verify('html', body(text, { etag: '"v1"', lastModified: 'then' }), null);
  assert.is(file?.title, 'P4349R0 & more');
  assert.is(file?.words?.split(' ').length, 400);
  assert.ok(file?.words?.startsWith('one two one two'));
  assert.equal([file?.etag, file?.lastModified, file?.length], ['"v1"', 'then', text.length]);
  assert.match(file?.headSha256 ?? '', /^[0-9a-f]{64}$/);
});

const titles: readonly (readonly [string, string, string | null])[] = [
  ['a literal', '/Title (std::execution \\(again\\))', 'std::execution (again)'],
  ['octal', '/Title(A\\055B)', 'A-B'],
  ['UTF-16', '/Title (\xfe\xff\x00\x43\x00\x2b)', 'C+'],
  ['none', '', null],
  ['an empty one', '/Title ()', null],
];

for (const [what, mark, expected] of titles)
  test(`reads the title of a PDF: ${what}`, () =>
    assert.is(verify('pdf', body(pdf(mark)), null)?.title, expected));

test('is done in a moment with hostile text', () => {
  for (const mark of ['<title', '<input ', '<!--', '<script', '/Title (']) {
    const began = performance.now();
    verify('html', body(`<html>${mark.repeat(9_000)}`), notFound);
    verify('pdf', body(`%PDF-${mark.repeat(9_000)}`), null);
    assert.ok(performance.now() - began < 1_000, mark);
  }
});

test.run();

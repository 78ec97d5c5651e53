import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { redirected } from '../../../../src/domain/papers/probe/redirect.ts';

const asked = 'https://isocpp.org/files/papers/D2300R11.pdf';
const moved = 'https://isocpp.org/files/papers/2026/d2300r11.pdf';

const cases: readonly (readonly [string, readonly string[], string | null, string])[] = [
  ['the same id in lower case', [asked], '/files/papers/2026/d2300r11.pdf', 'follow'],
  ['a second time', [asked, moved], 'D2300R11.PDF', 'follow'],
  ['a third time', [asked, moved, `${moved}?a`], 'D2300R11.PDF', 'loop'],
  ['back to where it began', [asked, moved], asked, 'loop'],
  ['a login page', [asked], '/member/login', 'path'],
  ['a login page that names the id', [asked], '/login?to=/files/papers/D2300R11.pdf', 'path'],
  ['another revision', [asked], '/files/papers/D2300R10.pdf', 'path'],
  ['another host', [asked], 'https://example.org/files/papers/D2300R11.pdf', 'host'],
  ['the same host without TLS', [asked], 'http://isocpp.org/files/papers/D2300R11.pdf', 'host'],
  ['no target', [asked], null, 'path'],
  ['a target that is no URL', [asked], 'https://', 'path'],
];

const test = suite('redirects of drafts');

for (const [what, visited, location, expected] of cases)
  test(`${what}: ${expected}`, () => assert.is(redirected(visited, location).type, expected));

test('says where to ask next', () => {
  assert.equal(redirected([asked], '/files/papers/2026/d2300r11.pdf'), {
    type: 'follow',
    url: moved,
  });
});

test('follows without TLS on this machine', () => {
  const local = 'http://127.0.0.1:8000/D2300R11.pdf';
  assert.is(redirected([local], '/x/d2300r11.pdf').type, 'follow');
});

test.run();

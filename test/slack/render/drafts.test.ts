import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { check, line, listsIn, papers, rendered } from '../../support/slack/rendered.ts';

const test = suite('drafts in lines');

const at = 'https://isocpp.org/files/papers/D4349R0';

const draft = (files: readonly string[]) =>
  papers([line({ id: 'D4349R0', url: files[0] ?? null, files, mark: 'draft' })]);

test('a draft has a link for each of its files, named by what it is', () => {
  const content = draft([`${at}.pdf`, `${at}.html`]);
  check(content);
  const [item] = listsIn(rendered(content).blocks).flat();
  assert.equal(Object(item).elements.slice(0, 5), [
    { type: 'text', text: 'D4349R0', style: { bold: true } },
    { type: 'text', text: ' ' },
    { type: 'link', url: `${at}.pdf`, text: 'pdf' },
    { type: 'text', text: ' ' },
    { type: 'link', url: `${at}.html`, text: 'html' },
  ]);
});

test('as text alone the files are links, too; in a notification they are no noise', () => {
  const content = draft([`${at}.pdf`]);
  assert.match(
    rendered(content, { plain: true }).text,
    /^• D4349R0 <https:\/\/isocpp.org\/files\/papers\/D4349R0.pdf\|pdf> · draft/m,
  );
  assert.match(rendered(content).text, /^• D4349R0 · draft/m);
});

test('an address that is none is left out', () => {
  const [item] = listsIn(rendered(draft(['javascript:x'])).blocks).flat();
  assert.is(Object(item).elements.length, 2);
});

test.run();

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { appeared } from '../../../../src/domain/papers/diff/appear.ts';
import { decodeEntry } from '../../../../src/domain/papers/entry/entry.ts';
import type { EventKind, PaperEvent } from '../../../../src/domain/papers/event.ts';
import { indexId } from '../../../../src/domain/papers/id/id.ts';
import { announce } from '../../../../src/domain/papers/news.ts';
import { AUGUST, channel, DAY, event, ids, lines } from '../../../support/papers/news.ts';

const test = suite('what people are told');

test('one paper is one line in one message', () => {
  const [message, ...others] = announce([event('P4000R0')], channel);
  assert.is(others.length, 0);
  assert.equal(message, {
    dedupeKey: message?.dedupeKey,
    dest: 'C1',
    lane: 2,
    kind: 'post',
    anchorKey: null,
    threadOf: null,
    foldable: true,
    content: {
      template: 'papers',
      head: '1 new paper',
      sections: [
        {
          heading: null,
          lines: [
            {
              id: 'P4000R0',
              url: 'https://x.example/',
              mark: 'new',
              title: 'Title of P4000R0',
              authors: ['A', 'B'],
              more: true,
              groups: ['EWG'],
              also: [],
              because: [],
            },
          ],
        },
      ],
      rest: null,
    },
    notBefore: null,
    expiresAt: null,
  });
});

const heard: readonly (readonly [EventKind, Partial<PaperEvent>, boolean])[] = [
  ['paper.new', {}, true],
  ['paper.revision', { facts: { previous: 2, revision: 3, lower: false } }, true],
  ['paper.revision', { facts: { previous: 4, revision: 3, lower: true } }, false],
  ['draft.published', {}, true],
  ['draft.found', { facts: {} }, true],
  ['draft.found', { facts: { older: true } }, false],
  ['sd.new', {}, true],
  ['ndoc.new', {}, false],
  ['draft.updated', {}, false],
  ['draft.vanished', {}, false],
  ['issue.new', {}, false],
  ['editorial.new', {}, false],
  ['draft.listed', {}, false],
  ['meta.changed', {}, false],
  ['entry.missing', {}, false],
  ['entry.restored', {}, false],
  ['index.mass_change', {}, false],
  ['index.frozen', {}, false],
  ['paper.new', { foldedInto: 'new:P1R1' }, false],
];

for (const [kind, more, isTold] of heard)
  test(`the channel ${isTold ? 'hears' : 'does not hear'} of ${kind} ${JSON.stringify(more)}`, () => {
    const told = announce([event('P4000R3', { ...more, kind })], channel);
    assert.is(told.length, isTold ? 1 : 0);
  });

test('the marks say what happened', () => {
  const mark = (kind: EventKind, facts: PaperEvent['facts']) =>
    announce([event('P4000R3', { kind, facts })], channel).flatMap(lines)[0]?.mark;
  assert.is(mark('paper.new', { previous: null, revision: 0 }), 'new');
  assert.is(mark('paper.revision', { previous: 2, revision: 3 }), 'R2 → R3');
  assert.is(
    mark('draft.published', { previous: 2, revision: 3, draft_days: 3 }),
    'published, draft seen 3 days ago',
  );
  assert.is(mark('draft.published', { draft_days: 0 }), 'published, draft seen today');
  assert.is(mark('draft.found', {}), 'draft, unpublished, may change');
  assert.is(
    mark('paper.revision', { previous: 2, revision: 3, draft_revision: 4, draft_days: 1 }),
    'R2 → R3, draft R4 was seen yesterday',
  );
});

test('a draft of the same revision makes the paper a published draft, another one is mentioned', () => {
  const entry = (key: string) => {
    const id = indexId(key);
    if (id === null) throw new Error('no id');
    return decodeEntry(id, { title: 'x' }, '2026-08-19', () => {});
  };
  const drafts = [{ number: 1234, revision: 3, foundAt: AUGUST - 3 * DAY }];
  const known = { highest: new Map([[1234, 2]]), drafts, nowMs: AUGUST };
  const [same] = appeared([entry('P1234R3')], known);
  assert.equal(
    [same?.kind, same?.dedupe, same?.facts['draft_days']],
    ['draft.published', 'new:P1234R3', 3],
  );
  const [other] = appeared([entry('P1234R4')], known);
  assert.equal([other?.kind, other?.facts['draft_revision']], ['paper.revision', 3]);
});

test('a paper and its draft in one poll are one line, the later one', () => {
  const found = event('D4000R0', { kind: 'draft.found', dedupe: 'draft:4000R0' });
  const told = announce([found, event('P4000R0', { kind: 'draft.published' })], channel);
  assert.equal(told.map(ids), [['P4000R0']]);
});

test('long titles and names are cut, between characters', () => {
  const entry = {
    title: `${'x'.repeat(158)}💥yyy`,
    authors: ['n'.repeat(100)],
    groups: [],
    date: null,
    url: null,
  };
  const [line] = announce([event('P4000R0', { entry })], channel).flatMap(lines);
  assert.is(line?.title, `${'x'.repeat(158)}…`);
  assert.is(line?.authors[0]?.length, 60);
});

test.run();

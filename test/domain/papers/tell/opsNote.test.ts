import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { frozen, massAdded, massChanged } from '../../../../src/domain/papers/diff/whole.ts';
import { opsNote } from '../../../../src/domain/papers/opsNote.ts';
import { AUGUST, DAY, event } from '../../../support/papers/news.ts';

const test = suite('what operators are told');

test('operators hear of a frozen index after 45 days, once per standstill', () => {
  assert.is(frozen(AUGUST, AUGUST + 45 * DAY - 1), null);
  const first = frozen(AUGUST, AUGUST + 45 * DAY);
  assert.is(first?.dedupe, frozen(AUGUST, AUGUST + 60 * DAY)?.dedupe);
  const note = opsNote({ type: 'event', event: first ?? event('x') }, 'COPS');
  assert.equal(note?.content, {
    template: 'note',
    title: 'No news for 45 days',
    text: 'Polls succeed, but the content has not changed since 18 Aug 2026.',
  });
  assert.equal([note?.lane, note?.dest, note?.dedupeKey], [0, 'COPS', `ops:COPS:frozen:${AUGUST}`]);
});

test('operators hear of the seeding, of what was let through and of masses; not of papers', () => {
  const index = { entries: 29_136, papers: 7622, frontier: 4348 };
  const title = (note: Parameters<typeof opsNote>[0]) => {
    const content = opsNote(note, 'COPS')?.content;
    return content?.template === 'note' ? `${content.title}: ${content.text}` : null;
  };
  assert.is(
    title({ type: 'index.seeded', snapshot: 's1', index }),
    'The index was read for the first time: 29136 entries, 7622 of them P; the newest number in the row is P4348. They are taken as known; from now on changes are told.',
  );
  assert.match(
    title({ type: 'index.accepted', snapshot: 's1', gate: 'shrunk', by: 'time', index }) ?? '',
    'three polls in a row agreed',
  );
  assert.match(
    title({ type: 'index.accepted', snapshot: 's1', gate: 'shrunk', by: 'U1', index }) ?? '',
    '<@U1> said so',
  );
  assert.is(
    title({ type: 'event', event: massAdded(1500, 20_000, 's1') }),
    'Very many new entries: 1500 entries came at once, beside 20000 known ones. They are stored; nobody was told.',
  );
  assert.is(
    title({ type: 'event', event: massChanged(['link', 'date'], 1500, 20_000, 's1') }),
    'The index changed as a whole: 1500 of 20000 known entries changed at once: link, date. The new values are stored; nobody was told.',
  );
  assert.is(title({ type: 'event', event: event('P4000R0') }), null);
});

test.run();

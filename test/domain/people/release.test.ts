import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PaperEvent } from '../../../src/domain/papers/event.ts';
import { audienceOf } from '../../../src/domain/papers/tell/audience.ts';
import { tell } from '../../../src/domain/papers/tell/tell.ts';
import { type HeldItem, releaseOf } from '../../../src/domain/people/release.ts';
import { defaultSettings } from '../../../src/domain/people/settings.ts';
import { directReader } from '../../support/papers/directReader.ts';
import { follower } from '../../support/papers/followers.ts';
import { IndexStore, poll } from '../../support/papers/indexStore.ts';
import { ids } from '../../support/papers/news.ts';
import { watching } from '../../support/papers/watches.ts';
import { aroundMailing } from '../../support/papers/wg21.ts';

const test = suite('172 papers at once, for those who watch');

const NOW = Date.UTC(2024, 3, 16, 12);

let events: readonly PaperEvent[] = [];

test.before(async () => {
  const { base, next } = aroundMailing();
  const [reader, store] = [directReader(), new IndexStore()];
  await poll(reader, store, base);
  events = (await poll(reader, store, next)).prepared?.events ?? [];
});

const everything = Array.from({ length: 9 }, (_, n) =>
  watching(
    'paper',
    `P${String(n * 500).padStart(4, '0')}-P${String(n * 500 + 499).padStart(4, '0')}`,
  ),
);

test('edge-8: who watches every number gets all 146 lines once, in at most seven messages', () => {
  const audience = audienceOf([JSON.stringify([follower('U1', everything)])], null);
  const { messages } = tell(events, audience, { nowMs: NOW, afterPause: false });
  const lines = messages.flatMap(ids);
  assert.ok(messages.length <= 7, `${messages.length} messages`);
  assert.equal([lines.length, new Set(lines).size], [146, 146]);
});

test('edge-8: who gets mailings has the whole list in at most seven messages, theirs first', () => {
  const one = follower('U1', [watching('paper', 'P3100-P3199')], { delivery: 'mailing' });
  const audience = audienceOf([JSON.stringify([one])], null);
  const { notifications } = tell(events, audience, { nowMs: NOW, afterPause: false });
  const byDedupe = new Map(events.map((event) => [event.dedupe, event]));
  const items = notifications.map(({ event, reasons, delivery }, n): HeldItem => {
    const { kind, key, dedupe, facts, entry = null } = byDedupe.get(event) ?? { ...events[0] };
    return {
      seq: String(n),
      kind: kind ?? 'paper.new',
      key: key ?? '',
      dedupe: dedupe ?? '',
      facts: { ...facts, entry },
      reasons,
      delivery,
      at: NOW,
      mailingAt: NOW,
    };
  });
  const settings = { ...defaultSettings, delivery: 'mailing' } as const;
  const { messages, told, later } = releaseOf(
    { id: '1', slackId: 'U1', kind: 'user', settings, items },
    NOW,
  );
  assert.equal([told.length, later.length], [items.length, 0]);
  assert.ok(messages.length <= 7, `${messages.length} messages`);
  const lines = messages.flatMap(ids);
  assert.equal([lines.length, new Set(lines).size], [154, 154]);
  const mine = lines.filter((id) => /^P31\d\d/.test(id));
  assert.equal(lines.slice(0, mine.length), mine);
  assert.ok(mine.length > 5);
});

test.run();

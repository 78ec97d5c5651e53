import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { EventKind } from '../../../src/domain/papers/event.ts';
import { type HeldItem, releaseOf } from '../../../src/domain/people/release.ts';
import { defaultSettings } from '../../../src/domain/people/settings.ts';
import { papersOf } from '../../support/papers/news.ts';

const test = suite('what was held while somebody was away');

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 7, 18, 12);

const held = (key: string, days: number, kind: EventKind = 'paper.new'): HeldItem => ({
  seq: key,
  kind,
  key,
  dedupe: `new:${key}`,
  facts: { entry: { title: 'T', authors: [], groups: [], date: null, url: null } },
  reasons: [],
  delivery: null,
  at: NOW - days * DAY,
  mailingAt: null,
});

const headsOf = (...items: readonly HeldItem[]) =>
  releaseOf(
    { id: '1', slackId: 'U1', kind: 'user', settings: defaultSettings, items },
    NOW,
  ).messages.map((message) => papersOf(message).head);

test('what was held for a fortnight is listed, for longer it is only counted', () => {
  assert.equal(headsOf(held('P1000R0', 14)), ['1 new paper']);
  assert.equal(headsOf(held('P1000R0', 14.1)), ['1 item while you were away']);
});

test('a mailing is no item of its own', () => {
  const mailing = held('mailing', 20, 'mailing.posted');
  assert.equal(headsOf(held('P1000R0', 20), mailing), ['1 item while you were away']);
});

test.run();

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Episode, Marks } from '../../../src/domain/alerts/episode.ts';
import type { Notice } from '../../../src/domain/alerts/telling/notice.ts';
import {
  episodeOf,
  type Given,
  HOUR,
  MINUTE,
  made,
  NOW,
  noticeOf,
  routed,
} from '../../support/alerts/routed.ts';

const test = suite('where an alert is told');

const onSlack = { told: { slack: 'firing' }, toldAt: NOW - HOUR } as const;

for (const [what, given, expected] of [
  ['Slack alone, while it takes messages', {}, ['slack firing firing']],
  [
    'all ways, while Slack is known to refuse',
    { paths: { slack: 'refuses' } },
    ['slack firing firing', 'ntfy firing firing', 'webhook firing firing'],
  ],
  [
    'all ways, when it is about Slack',
    { rule: { avoid: ['slack'] } },
    ['slack firing firing', 'ntfy firing firing', 'webhook firing firing'],
  ],
  [
    'past Slack, when there is no channel for operators',
    { paths: { slack: 'off' } },
    ['ntfy firing firing', 'webhook firing firing'],
  ],
  [
    'not on the way that it is about',
    { rule: { avoid: ['ntfy'] }, paths: { slack: 'off' } },
    ['webhook firing firing'],
  ],
  ['the log, for a P3', { episode: episodeOf({}, { severity: 'P3' }) }, ['log firing firing']],
  [
    'as opened again, where it was told before',
    { episode: episodeOf({ told: { slack: 'over' } }) },
    ['slack reopened firing'],
  ],
  ['nowhere, while it is silenced', { suppression: 'silenced' }, []],
  ['nowhere, while a cause explains it', { suppression: 'held' }, []],
] as const satisfies readonly (readonly [string, Given, readonly string[]])[])
  test(`a firing goes to: ${what}`, () => assert.equal(made(given), expected));

test('where a label names the way that fails, that way is left out', () => {
  const episode = episodeOf({}, { labels: { channel: 'webhook' } });
  const given: Given = { episode, rule: { avoid: ['$channel'] }, paths: { slack: 'off' } };
  assert.equal(made(given), ['ntfy firing firing']);
});

test('what Slack has not taken goes to the others after a minute, and not before', () => {
  const waiting = (ms: number): Given => ({
    episode: episodeOf({ ...onSlack, toldAt: NOW - ms }),
    notices: [noticeOf('slack', { state: 'pending', madeAt: NOW - ms })],
  });
  assert.equal(made(waiting(MINUTE - 1)), []);
  assert.is(routed(waiting(MINUTE - 1)).nextAt, NOW + 1);
  assert.equal(made(waiting(MINUTE)), ['ntfy firing firing', 'webhook firing firing']);
});

test('what Slack never will take goes to the others at once', () => {
  const episode = episodeOf({ ...onSlack, toldAt: NOW });
  const dead = [noticeOf('slack', { state: 'dead', madeAt: NOW })];
  assert.equal(made({ episode, notices: dead }), ['ntfy firing firing', 'webhook firing firing']);
});

test('what waits in a digest of Slack is told to no other', () => {
  const episode = episodeOf(onSlack);
  for (const change of [{ state: 'pending', crowded: true }, { state: 'folded' }] as const)
    assert.equal(made({ episode, notices: [noticeOf('slack', change)] }), []);
});

test('who has heard of it already does not hear of it again', () => {
  const episode = episodeOf({ told: { slack: 'firing', ntfy: 'firing' }, toldAt: NOW });
  const notices = [noticeOf('slack', { state: 'dead' })];
  assert.equal(made({ episode, notices }), ['webhook firing firing']);
});

const reminded = (sinceMs: number, change: Partial<Marks> = {}, more: Partial<Episode> = {}) => ({
  episode: episodeOf({ ...onSlack, toldAt: NOW - sinceMs, ...change }, more),
  rule: { remindMs: HOUR },
  notices: [noticeOf('slack')],
});

test('reminders come after 1, 2, 4 h and so on, at most a day apart', () => {
  for (const [reminders, hours] of [
    [0, 1],
    [1, 2],
    [2, 4],
    [5, 24],
    [40, 24],
  ] as const) {
    assert.equal(made(reminded(hours * HOUR - 1, { reminders })), [], `${reminders}, before`);
    assert.equal(made(reminded(hours * HOUR, { reminders })), ['slack reminder firing']);
  }
  const { episode, events, nextAt } = routed(reminded(HOUR));
  assert.equal([episode.marks.reminders, episode.marks.toldAt, nextAt], [1, NOW, NOW]);
  assert.equal(
    events.map(({ transition, number }) => [transition, number]),
    [['reminded', 2]],
  );
  assert.is(routed(reminded(HOUR - 1)).nextAt, NOW + 1);
});

test('nobody is reminded of what is acknowledged, of a P3, or where a rule does not say so', () => {
  assert.equal(made(reminded(30 * HOUR, {}, { ackedBy: 'U1', ackedAt: 0 })), []);
  assert.equal(made(reminded(30 * HOUR, {}, { severity: 'P3' })), []);
  assert.equal(made({ ...reminded(30 * HOUR), rule: { remindMs: null } }), []);
});

test('where the firing has not arrived there is nothing to remind of; it is counted all the same', () => {
  const given = { ...reminded(HOUR), paths: { fallbacks: [] } };
  const waiting = { ...given, notices: [noticeOf('slack', { state: 'pending' })] };
  const { makes, events, episode } = routed(waiting);
  assert.equal([makes, events, episode.marks.reminders], [[], [], 1]);
});

test('flapping is said where the firing was told', () => {
  const episode = episodeOf({ told: { ntfy: 'firing', slack: 'over' }, toldAt: NOW - HOUR });
  const given: Given = { episode, marks: { flapping: true }, suppression: 'flapping' };
  assert.equal(made(given), ['ntfy flapping firing']);
  assert.equal(
    routed(given).events.map(({ transition }) => transition),
    ['flapping'],
  );
});

test('flapping of which nobody was told is said where a firing would be', () => {
  assert.equal(made({ marks: { flapping: true }, suppression: 'flapping' }), [
    'slack flapping firing',
  ]);
  const over = episodeOf({ endedAt: NOW }, { endedAt: NOW });
  assert.equal(made({ episode: over, marks: { flapping: true }, suppression: 'flapping' }), [
    'slack flapping resolved',
  ]);
});

test('flapping that is silenced or explained is not said', () => {
  assert.equal(made({ marks: { flapping: true }, suppression: 'silenced' }), []);
  assert.equal(made({ marks: { flapping: true }, suppression: 'held' }), []);
});

const calm = { flapping: false };

test('calm that fires still is said, and reminders begin anew', () => {
  const episode = episodeOf({ ...onSlack, flapping: true, reminders: 3 });
  const { makes, events, episode: next } = routed({ episode, marks: calm });
  assert.equal(makes, [{ channel: 'slack', kind: 'settled', state: 'firing' }]);
  assert.equal(
    events.map(({ transition }) => transition),
    ['settled'],
  );
  assert.equal([next.marks.toldAt, next.marks.reminders], [NOW, 0]);
  assert.equal(made({ episode, marks: calm, suppression: 'silenced' }), []);
});

test('calm of which nobody heard leaves the firing owed', () => {
  const { makes, episode } = routed({ episode: episodeOf({ flapping: true }), marks: calm });
  assert.equal([makes, episode.marks.toldAt], [[], null]);
});

test('calm that is over is the last word, and told although it is silenced', () => {
  const episode = episodeOf({ ...onSlack, flapping: true, endedAt: NOW }, { endedAt: NOW });
  const { makes, episode: next } = routed({ episode, marks: calm, suppression: 'silenced' });
  assert.equal(makes, [{ channel: 'slack', kind: 'settled', state: 'resolved' }]);
  assert.equal(next.marks.told, { slack: 'over' });
});

const ends = (notices: readonly Notice[], told: Marks['told'] = { ntfy: 'firing' }) =>
  routed({
    episode: episodeOf({ told, toldAt: NOW - HOUR, endedAt: NOW }, { endedAt: NOW }),
    notices,
    suppression: 'silenced',
  });

test('the end is told to whoever heard of the firing, whatever is silenced', () => {
  const { makes, drops, episode } = ends([noticeOf('ntfy')]);
  assert.equal(makes, [{ channel: 'ntfy', kind: 'resolved', state: 'resolved' }]);
  assert.equal([drops, episode.marks.told], [[], { ntfy: 'over' }]);
});

test('a firing that never left is dropped, and its end not told', () => {
  const waiting = noticeOf('ntfy', { state: 'pending', attempts: 0 });
  const { makes, drops, episode } = ends([waiting]);
  assert.equal([makes, drops, episode.marks.told], [[], [waiting], { ntfy: 'over' }]);
});

test('a firing that may be under way is waited for', () => {
  for (const change of [{ state: 'sending' }, { state: 'pending', attempts: 1 }] as const) {
    const { makes, drops, episode } = ends([noticeOf('ntfy', change)]);
    assert.equal([makes, drops, episode.marks.told], [[], [], { ntfy: 'firing' }]);
  }
});

test.run();

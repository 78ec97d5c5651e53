/** What happens in the run under fire: conversations, messages, faults. All of it from one seed. */

import type { Fault, FaultAnswer } from '../../src/commands/world/slack/faults.ts';
import type { Lane, OutboxDraft } from '../../src/domain/delivery/outbox.ts';

/** The same numbers for the same seed, from 0 to below 1 (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const named = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `${prefix}0CHAOS${n}`);

/** Thirty: twenty public channels, six private ones (no right to read them), four people. */
export const conversations = {
  channels: [...named('C', 20), ...named('G', 6)],
  users: named('U', 4),
} as const;

const dests = [...conversations.channels, ...conversations.users];

const laneOf = (luck: number): Lane => {
  if (luck < 0.08) return 0;
  if (luck < 0.2) return 1;
  return luck < 0.7 ? 2 : 3;
};

/** Messages whose text says where they belong: `<dest>/<lane>/<n>`, n counted over all. */
export function* draftsOf(count: number, random: () => number): Generator<OutboxDraft> {
  for (let n = 0; n < count; n++) {
    const any = dests[Math.floor(random() * dests.length)] ?? 'C0CHAOS0';
    const lane = laneOf(random());
    const dest = lane === 0 && any.startsWith('U') ? 'C0CHAOS1' : any;
    const text = `[${dest}/${lane}/${n}]`;
    yield {
      dedupeKey: text,
      dest,
      lane,
      kind: 'post',
      anchorKey: null,
      threadOf: null,
      foldable: lane >= 2 && random() < 0.75,
      notBefore: null,
      expiresAt: null,
      content: { template: 'note', title: '', text },
    };
  }
}

/** The messages that one Slack message tells, in order. */
export const ownTextOf = (text: string): readonly string[] => text.match(/\[\w+\/\d\/\d+\]/g) ?? [];

const limit = (random: () => number): FaultAnswer => ({
  type: 'limit',
  scope: random() < 0.9 ? 'channel' : 'method',
  retryAfter: String(1 + Math.floor(random() * 3)),
});

/** Likely first. Slow answers are many, because each other one costs the queue seconds. */
const answers: readonly (readonly [number, (random: () => number) => FaultAnswer])[] = [
  [0.4, (random) => ({ type: 'slow', byMs: Math.floor(random() * 1_500) })],
  [0.12, () => ({ type: 'reset' })],
  [0.06, () => ({ type: 'body_cut' })],
  [0.06, () => ({ type: 'cut_json' })],
  [0.06, () => ({ type: 'html' })],
  [0.03, () => ({ type: 'empty' })],
  [0.02, () => ({ type: 'null' })],
  [0.06, (random) => ({ type: 'status', status: random() < 0.5 ? 502 : 503 })],
  [0.05, () => ({ type: 'error', code: 'internal_error' })],
  [0.06, () => ({ type: 'error', code: 'service_unavailable' })],
  [0.04, limit],
  [0.02, () => ({ type: 'redirect' })],
  [0.01, () => ({ type: 'no_answer' })],
  [0.01, () => ({ type: 'body_stalled' })],
];

/** The answer at this place of all, laid end to end by their chances. */
function drawn(luck: number): (random: () => number) => FaultAnswer {
  let end = 0;
  for (const [chance, make] of answers) {
    end += chance;
    if (luck < end) return make;
  }
  return limit;
}

/** Answers by which Slack says that it did nothing: one that had all the same would be a lie. */
const didNothing = (answer: FaultAnswer): boolean =>
  answer.type === 'limit' ||
  answer.type === 'redirect' ||
  (answer.type === 'error' && answer.code === 'service_unavailable');

/** One fault for the next call, whatever it asks; of those that fail, half take effect all the same. */
export function randomFault(random: () => number): Fault {
  const answer = drawn(random())(random);
  const effect = !didNothing(answer) && random() < 0.5;
  return { method: '*', effect, answer };
}

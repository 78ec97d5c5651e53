import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Command } from '../../../src/domain/talk/grammar/command.ts';
import { parse } from '../../../src/domain/talk/grammar/parse.ts';

const test = suite('grammar of commands');

const DAY = 86_400_000;

const wish = {
  value: '',
  exact: false,
  as: null,
  without: [],
  groups: [],
  kinds: [],
  delivery: null,
};
const query = {
  words: [],
  without: [],
  authors: [],
  groups: [],
  since: null,
  types: [],
  all: false,
};
const watch = (some: object, by: 'user' | 'channel' = 'user') => ({
  type: 'watch',
  by,
  wish: { ...wish, ...some },
});
const search = (some: object) => ({ type: 'search', query: { ...query, ...some } });
const number = (n: number) => ({ type: 'paper', ref: { type: 'number', number: n } });
const key = (text: string) => {
  const read = parse(text);
  return read.type === 'paper' && read.ref.type === 'id' ? read.ref.id.key : read;
};
const ops = (order: object) => ({ type: 'ops', order });

const understood: readonly (readonly [said: string, command: object])[] = [
  ['', { type: 'help', about: null }],
  ['paper P2300', number(2300)],
  ['PAPER p2300', number(2300)],
  ['P2300', number(2300)],
  ['d2300', number(2300)],
  ['2300', number(2300)],
  ['Ｐ２３００', number(2300)],
  ['P23\u200b00', number(2300)],
  ['paper P2300\u200f', number(2300)],
  ['`P2300`', number(2300)],
  ['paper <https://wg21.link/P2300|wg21.link/P2300>', number(2300)],
  ['https://wg21.link/p2300', number(2300)],
  ['search static reflection', search({ words: ['static', 'reflection'] })],
  ['search “static reflection”', search({ words: ['static reflection'] })],
  ['search std::vector&lt;bool&gt;', search({ words: ['std::vector<bool>'] })],
  ['search <=> &amp;&amp;', search({ words: ['<=>', '&&'] })],
  ['search #embed operator[]', search({ words: ['#embed', 'operator[]'] })],
  ['search span -mdspan', search({ words: ['span'], without: ['mdspan'] })],
  [
    'search x author:"van eerd" group:SG9,evolution since:2025-03 type:paper,n all:yes',
    search({
      words: ['x'],
      authors: ['van eerd'],
      groups: ['SG9', 'EWG'],
      since: '2025-03',
      types: ['paper', 'n'],
      all: true,
    }),
  ],
  ['watch P2300', watch({ value: 'P2300' })],
  ['watch D1001R0.pdf', watch({ value: 'D1001R0' })],
  ['watch https://isocpp.org/files/papers/D1001R0.pdf', watch({ value: 'D1001R0' })],
  ['watch "D1001R0.pdf"', watch({ value: 'D1001R0.pdf', exact: true })],
  ['watch [P2300].', watch({ value: 'P2300' })],
  ['watch operator[]', watch({ value: 'operator[]' })],
  ['watch P2300 executors', watch({ value: 'P2300 executors' })],
  ['watch P4000-P4100', watch({ value: 'P4000-P4100' })],
  ['watch LWG4500 daily', watch({ value: 'LWG4500', delivery: 'daily' })],
  ['watch Kamiński', watch({ value: 'Kamiński' })],
  ["watch o'dwyer", watch({ value: "o'dwyer" })],
  [
    'watch "bjarne stroustrup" mailing',
    watch({ value: 'bjarne stroustrup', exact: true, delivery: 'mailing' }),
  ],
  ['watch author:li', watch({ value: 'li', as: 'author' })],
  ['watch author:van eerd', watch({ value: 'van eerd', as: 'author' })],
  [
    'watch word:"static reflection"',
    watch({ value: 'static reflection', exact: true, as: 'keyword' }),
  ],
  ['watch group:SG9', watch({ value: 'SG9', as: 'subgroup' })],
  ['watch std::execution', watch({ value: 'std::execution' })],
  [
    'watch span -mdspan group:LEWG kinds:draft',
    watch({ value: 'span', without: ['mdspan'], groups: ['LEWG'], kinds: ['draft'] }),
  ],
  ['watchlist add P2300', watch({ value: 'P2300' })],
  ['watchlist remove P2300', { type: 'unwatch', by: 'user', what: { ...wish, value: 'P2300' } }],
  ['watchlist list', { type: 'watches', by: 'user' }],
  ['unwatch 3', { type: 'unwatch', by: 'user', what: 3 }],
  ['unwatch 2300', { type: 'unwatch', by: 'user', what: { ...wish, value: '2300' } }],
  ['watches', { type: 'watches', by: 'user' }],
  ['subscribe ranges', watch({ value: 'ranges' }, 'channel')],
  ['unsubscribe 1', { type: 'unwatch', by: 'channel', what: 1 }],
  ['subscriptions', { type: 'watches', by: 'channel' }],
  ['recent', { type: 'recent', forMs: 7 * DAY, group: null }],
  ['recent 30d SG9', { type: 'recent', forMs: 30 * DAY, group: 'SG9' }],
  ['recent ranges 2w', { type: 'recent', forMs: 14 * DAY, group: 'SG9' }],
  ['mailing', { type: 'mailing', month: null }],
  ['mailing 2026-08', { type: 'mailing', month: '2026-08' }],
  ['drafts', { type: 'drafts', forMs: 7 * DAY }],
  ['mute 3d', { type: 'mute', forMs: 3 * DAY }],
  ['search span TYPE:Paper', search({ words: ['span'], types: ['paper'] })],
  ['mute 90d', { type: 'mute', forMs: 90 * DAY }],
  ['unmute', { type: 'unmute' }],
  [
    'quiet 22-07 Europe/Berlin',
    { type: 'quiet', hours: { from: 1320, to: 420, zone: 'Europe/Berlin' } },
  ],
  ['quiet 22:30-7', { type: 'quiet', hours: { from: 1350, to: 420, zone: null } }],
  ['quiet off', { type: 'quiet', hours: null }],
  ['digest off', { type: 'digest', delivery: 'now', at: null }],
  ['digest daily', { type: 'digest', delivery: 'daily', at: 540 }],
  ['digest daily 18:15', { type: 'digest', delivery: 'daily', at: 1095 }],
  ['digest mailing', { type: 'digest', delivery: 'mailing', at: null }],
  ['previews on', { type: 'previews', on: true }],
  ['status', { type: 'status' }],
  ['version', { type: 'version' }],
  ['uptime', { type: 'uptime' }],
  ['help watch', { type: 'help', about: 'watch' }],
  ['help serch', { type: 'help', about: 'search' }],
  ['forget me', { type: 'forget' }],
  ['ops poll', ops({ type: 'poll' })],
  ['ops probe', ops({ type: 'probe', number: null })],
  ['ops probe P1234', ops({ type: 'probe', number: 1234 })],
  ['ops accept-index 0F3A9C51D2E7', ops({ type: 'accept-index', hash: '0f3a9c51d2e7' })],
  ['ops pause queue', ops({ type: 'pause', part: 'queue' })],
  ['ops resume poller', ops({ type: 'resume', part: 'poller' })],
  ['ops boost 7d', ops({ type: 'boost', forMs: 7 * DAY })],
  ['ops dead-letters', ops({ type: 'dead-letters' })],
  ['ops dead-letters replay all', ops({ type: 'replay', id: 'all' })],
  ['ops dead-letters replay 4711', ops({ type: 'replay', id: '4711' })],
  ['ops health', ops({ type: 'health' })],
];

for (const [said, command] of understood)
  test(`understands: ${said}`, () => assert.equal(parse(said), command as Command));

for (const [said, id] of [
  ['P2300R10', 'P2300R10'],
  ['paper lwg4500', 'LWG4500'],
  ['n4950', 'N4950'],
  ['SD-7', 'SD7'],
  ['paper lwg-4500', 'LWG4500'],
  ['paper P04116R0', 'P04116R0'],
  ['d2300r4', 'D2300R4'],
  ['D2300R4.pdf', 'D2300R4'],
  ['paper <https://www.open-std.org/jtc1/sc22/wg21/docs/papers/2024/p2300r10.html>', 'P2300R10'],
  ['P2300R10?', 'P2300R10'],
] as const)
  test(`one document: ${said}`, () => assert.equal(key(said), id));

for (const [said, command] of [
  ['P2300', number(2300)],
  ['static reflection', search({ words: ['static', 'reflection'] })],
  ['paper P2300', number(2300)],
  ['search paper', search({ words: ['paper'] })],
  ['paper', search({ words: ['paper'] })],
  ['help', { type: 'help', about: 'paper' }],
] as const)
  test(`/paper ${said}`, () => assert.equal(parse(said, 'paper'), command as Command));

test.run();

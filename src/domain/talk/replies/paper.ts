/** One paper: its card, and what is said of one that is not in the index. */

import {
  type Button,
  bold,
  code,
  line,
  link,
  type Part,
  plain,
  type Reply,
  reply,
  type Span,
} from '../../delivery/reply.ts';
import type { Draft, Paper, Probed } from '../found.ts';
import type { PaperRef } from '../grammar/command.ts';
import { ago, dateInWords } from './time.ts';

/** What a card shows. */
export interface Card {
  readonly paper: Paper;
  /** All entries of the number. */
  readonly family: readonly Paper[];
  readonly drafts: readonly Draft[];
  /** Whether the asking person watches the number; null: watching makes no sense here. */
  readonly watched: boolean | null;
}

const four = (n: number): string => String(n).padStart(4, '0');

/** The address of an entry: where it lies, else the short link. */
export const urlOf = ({ longLink, link: short }: Paper): string | null => longLink ?? short;

/** The regular revisions that are in the index, the latest first. */
export const revisionsOf = (family: readonly Paper[]): readonly Paper[] =>
  family
    .filter(({ prefix, regular, revision }) => prefix === 'P' && regular && revision !== null)
    .toSorted(
      (a, b) => Number(a.missing) - Number(b.missing) || (b.revision ?? 0) - (a.revision ?? 0),
    );

/** Title and all there is to know, with the button. */
export function cardOf(card: Card, now: number): Reply {
  const { paper, family, drafts, watched } = card;
  return reply(
    line({ ...bold(paper.key), url: urlOf(paper) }, plain(` · ${paper.title ?? 'title unknown'}`)),
    ...about(paper),
    ...revisions(paper, family),
    ...links(paper),
    ...drafts.filter(({ state }) => state === 'found').map((draft) => draftLine(draft, now)),
    ...(watched === null ? [] : [watchButton(watchValue(paper), watched)]),
  );
}

/** What a watch on this entry is called: P and D by their number. */
const watchValue = ({ key, prefix, number, regular }: Paper): string =>
  (prefix === 'P' || prefix === 'D') && regular ? `P${four(number)}` : key;

function about({ authors, groups, date, section, status, missing }: Paper): readonly Part[] {
  const said = [
    authors.join(', '),
    groups.join(', '),
    date === null ? '' : dateInWords(date),
    section === null ? '' : `section ${section}`,
    status === null ? '' : `status ${status}`,
    missing ? 'the index does not list it any more' : '',
  ].filter((text) => text !== '');
  return said.length === 0 ? [] : [line(plain(said.join(' · ')))];
}

function revisions(paper: Paper, family: readonly Paper[]): readonly Part[] {
  const all = revisionsOf(family);
  if (paper.prefix !== 'P' || !paper.regular || all.length < 2) return [];
  const spans = all
    .toReversed()
    .flatMap((one, n): readonly Span[] => [
      plain(n === 0 ? 'Revisions: ' : ', '),
      link(`R${one.revision}`, urlOf(one)),
      plain(one.date === null ? '' : ` (${one.date})`),
    ]);
  return [line(...spans)];
}

/** Issues are no papers, and are called by what they are. */
const nameOf = ({ prefix }: Paper): string =>
  ['P', 'D', 'N', 'SD'].includes(prefix) ? 'paper' : 'issue';

function links(paper: Paper): readonly Part[] {
  const all = [
    [nameOf(paper), urlOf(paper)],
    ['wg21.link', paper.longLink === null ? null : paper.link],
    ['GitHub issue', paper.githubUrl],
  ] as const;
  const known = all.filter(([, url]) => url !== null);
  const spans = known.flatMap(([name, url], n) => [
    plain(n === 0 ? 'Links: ' : ' · '),
    link(name, url),
  ]);
  return known.length === 0 ? [] : [line(...spans)];
}

/** `pdf` and `html`, each a link to its file. */
export const filesOf = ({ urls }: Draft): readonly Span[] =>
  urls.flatMap((url, n) => [
    plain(n === 0 ? '' : ' '),
    link(/\.html?$/i.test(url) ? 'html' : 'pdf', url),
  ]);

/** An unpublished draft as a line of its own. */
const draftLine = (draft: Draft, now: number): Part =>
  line(
    plain(
      `Draft R${draft.revision}, seen ${ago(draft.firstSeenAt, now)}, unpublished, may change: `,
    ),
    ...filesOf(draft),
  );

/** The button that begins or ends a watch; `value` is what is watched. */
export const watchButton = (value: string, watched: boolean): Part => ({
  type: 'buttons',
  buttons: [watched ? unwatch(value) : watch(value)],
});

const watch = (value: string): Button => ({
  label: `Watch ${value}`,
  action: 'talk.watch',
  value,
  style: 'primary',
});

const unwatch = (value: string): Button => ({
  label: `Unwatch ${value}`,
  action: 'talk.unwatch',
  value,
  style: null,
});

/** What is known of something that the index does not list. */
export interface Absent {
  readonly ref: PaperRef;
  /** Known numbers near it; empty for what is no P. */
  readonly nearest: readonly number[];
  readonly drafts: readonly Draft[];
  readonly probes: readonly Probed[];
  readonly watched: boolean | null;
}

/** What is called for in words. */
export const refName = (ref: PaperRef): string =>
  ref.type === 'number' ? `P${four(ref.number)}` : ref.id.key;

/** Not in the index: what is near, what was seen of it, and who looks for it. */
export function absentOf(absent: Absent, now: number): Reply {
  const { ref, nearest, drafts, probes, watched } = absent;
  const name = refName(ref);
  const near = nearest.map((number) => `P${four(number)}`);
  return reply(
    line(bold(name), plain(' is not in the index.')),
    ...drafts
      .filter(({ state }) => state === 'found')
      .flatMap((draft) => [
        ...(draft.title === null ? [] : [line(plain(draft.title))]),
        draftLine(draft, now),
      ]),
    ...(near.length === 0
      ? []
      : [
          line(
            plain('Nearest: '),
            ...near.flatMap((key, n) => [plain(n === 0 ? '' : ', '), code(key)]),
          ),
        ]),
    ...probed(probes, now),
    ...(watched === null ? [] : [watchButton(`P${four(numberOf(ref))}`, watched)]),
  );
}

const numberOf = (ref: PaperRef): number => (ref.type === 'number' ? ref.number : ref.id.number);

const classes: Readonly<Record<string, string>> = {
  watched: 'because somebody watches it',
  F: 'because it is near the newest numbers',
  A: 'because it was revised lately',
  're-check': 'because a draft of it was seen',
  B: 'because it was revised in the last two years',
  C: 'now and then, because it is old',
  G: 'now and then, because nobody has used the number',
};

/** Which class looks for it, when it did last, and what the answer was. */
function probed(probes: readonly Probed[], now: number): readonly Part[] {
  const [first] = probes;
  if (first === undefined) return [];
  const last = probes
    .filter(({ lastAskedAt }) => lastAskedAt !== null)
    .toSorted((a, b) => (b.lastAskedAt ?? 0) - (a.lastAskedAt ?? 0))[0];
  const why = classes[first.class] ?? 'now and then';
  const when =
    last === undefined
      ? 'not asked yet'
      : `last ${ago(last.lastAskedAt, now)}, answer ${last.lastStatus ?? 'none'}`;
  return [line(plain(`Drafts are looked for ${why} (class ${first.class}): ${when}.`))];
}

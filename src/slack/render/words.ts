/** Notes and alerts: messages in our own words. */

import type { Content } from '../../domain/delivery/content.ts';
import { limits } from '../../domain/delivery/limits.ts';
import { cutMrkdwn, oneLine, ownWords, splitMrkdwn } from './literal.ts';

type Note = Extract<Content, { template: 'note' }>;
type Alert = Extract<Content, { template: 'alert' }>;

/** Room for title and separators beside the parts of a long text. */
const FRAME = 600;

/** The blocks of a note. */
export const noteBlocks = ({ title, text }: Note): readonly object[] =>
  sections(title === '' ? text : `*${headline(title)}*\n${text}`);

/** The words of a note. */
export const noteText = ({ title, text }: Note): string =>
  cutMrkdwn(
    [headline(title), ownWords(text)].filter((part) => part !== '').join('\n'),
    limits.text,
  );

const headline = (title: string): string => cutMrkdwn(ownWords(oneLine(title)), FRAME / 2);

const sections = (text: string): readonly object[] =>
  splitMrkdwn(cutMrkdwn(ownWords(text), limits.allText - FRAME), limits.section).map((part) => ({
    ...{ type: 'section', text: { type: 'mrkdwn', text: part } },
  }));

/** How a state looks. The word and the sign say it too, because not everybody sees the colour. */
const looks = {
  firing: { colour: '#d0021b', sign: '🔴', word: 'FIRING' },
  resolved: { colour: '#2eb67d', sign: '🟢', word: 'RESOLVED' },
} as const;

/** One line that says it all to somebody who sees only the notification. */
export function alertHeadline({ state, severity, title }: Alert): string {
  const { sign, word } = looks[state];
  return `${sign} ${word} ${severity} ${headline(title)}`;
}

/** What, and since when; the time is UTC. */
const alertWords = ({ text, rule, sinceMs, anew }: Alert): string =>
  `${text}${anew === true ? GONE : ''}\nrule \`${rule}\`, since ${utc(sinceMs)}`;

const GONE = '\n(The earlier message about it is gone; this is a new one.)';

/** The coloured bar with the details. */
export const alertAttachments = (content: Alert): readonly object[] => [
  {
    color: looks[content.state].colour,
    fallback: alertHeadline(content),
    blocks: sections(alertWords(content)),
  },
];

/** Everything in one text, for where the bar was refused. */
export const alertText = (content: Alert): string =>
  cutMrkdwn(`${alertHeadline(content)}\n${ownWords(alertWords(content))}`, limits.text);

/** Such as `2026-08-22 14:03 UTC`. */
const utc = (atMs: number): string =>
  `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Notes: messages in our own words. */

import type { Content } from '../../domain/delivery/content.ts';
import { limits } from '../../domain/delivery/limits.ts';
import { cutMrkdwn, oneLine, ownWords, splitMrkdwn } from './literal.ts';

type Note = Extract<Content, { template: 'note' }>;

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

/** A title on one line. */
export const headline = (title: string): string => cutMrkdwn(ownWords(oneLine(title)), FRAME / 2);

/** A text in as many sections as it needs. */
export const sections = (text: string): readonly object[] =>
  splitMrkdwn(cutMrkdwn(ownWords(text), limits.allText - FRAME), limits.section).map((part) => ({
    type: 'section',
    text: { type: 'mrkdwn', text: part },
  }));

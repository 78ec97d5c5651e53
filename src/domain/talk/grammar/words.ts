/** From what somebody typed to words. */

import { decodeEntities } from '../../papers/entry/text.ts';
import { indexId } from '../../papers/id/id.ts';
import { type Problem, problem } from './command.ts';

/** A word, a phrase in quotes, or a filter such as `author:"van eerd"`. */
export interface Word {
  /** In lower case; null for a plain word. */
  readonly key: string | null;
  readonly text: string;
  readonly quoted: boolean;
  /** Written with a minus before it. */
  readonly minus: boolean;
}

/** Longer than this nobody types. UTF-16 code units. */
export const LONGEST_TEXT = 1_000;

/** The filters that some command knows. */
const keys = new Set(['author', 'group', 'since', 'type', 'all', 'kinds', 'word', 'paper']);

// Control characters but tab and line break; then what shows nothing; then what turns directions.
const CONTROLS = /[\p{Cc}--[\t\n\r]]/v;
const INVISIBLE = /[\u00ad\u200b-\u200d\u2060-\u2064\ufeff]/g;
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A person, a channel or everybody, as Slack writes them; then as people type them. */
const MENTION = /<[@#!][^>]*>|(?:^|\s)@[\p{L}\p{N}._-]+/u;

/** Links as Slack marks them: the words for them, else the address. */
const unlinked = (text: string): string =>
  text.replace(/<([a-z][a-z+.-]*:[^|>]*)(?:\|([^>]*))?>/gi, (_, url: string, label?: string) =>
    label === undefined || label === '' ? url : label,
  );

const PERSON = '<@[A-Z0-9]+(?:\\|[^>]*)?>';

/** The words without a name before them, as in `@paperscout help`. */
export const withoutName = (text: string): string =>
  text.replace(new RegExp(`^\\s*${PERSON}[\\s:,]*`), '');

/**
 * The words of a mention: what follows our name, or stands before it where nothing follows. With
 * other names beside ours it has to begin with ours.
 */
export function withoutOurName(text: string): string {
  const [before = '', after = '', ...others] = text.split(new RegExp(PERSON));
  if (others.length > 0) return withoutName(text);
  const words = after.replace(/^[\s:,]+/, '');
  return words === '' ? before : words;
}

/** The words of a text; a problem where it holds what no command can. */
export function wordsOf(raw: string): readonly Word[] | Problem {
  if (raw.length > LONGEST_TEXT)
    return problem(
      'That is longer than 1,000 characters; try something short such as `paper P2300`.',
    );
  if (MENTION.test(raw))
    return problem(
      'People and channels cannot be asked about; write a name in words, such as `watch author:kaminski`.',
    );
  const text = decodeEntities(unlinked(raw.toWellFormed()))
    .normalize('NFKC')
    .replace(/[“”„«»]/g, '"')
    .replace(INVISIBLE, '')
    .trim();
  if (CONTROLS.test(text))
    return problem('That holds control characters; type it by hand, such as `paper P2300`.');
  const words = text.replace(/^`+|`+$/g, '').match(/-?(?:[a-z]+:(?!:))?"[^"]*"(?!\S)|\S+/gi) ?? [];
  return readAll(words);
}

function readAll(words: readonly string[]): readonly Word[] | Problem {
  const read: Word[] = [];
  for (const word of words) {
    const one = readWord(word);
    if ('type' in one) return one;
    read.push(one);
  }
  return read;
}

const FORM = /^(-(?=[\p{L}\p{N}"#:]))?(?:([a-z]+):(?!:)(?=\S))?(.*)$/isu;

function readWord(word: string): Word | Problem {
  const plain = withoutDirections(word);
  if (plain === null)
    return problem(
      'That holds marks that turn the direction of text; type it by hand, such as `paper P2300`.',
    );
  const [, minus, key = null, rest = ''] = FORM.exec(plain) ?? [];
  const quoted = /^"[^"]*"$/.test(rest);
  if (!quoted && plain.includes('"'))
    return problem(
      'A quotation mark is missing or stands inside a word; for example `search "static reflection"`.',
    );
  if (key !== null && !keys.has(key.toLowerCase())) return strangeKey(key, plain);
  const text = quoted ? rest.slice(1, -1).replace(/\s+/g, ' ').trim() : rest;
  return { key: key?.toLowerCase() ?? null, text, quoted, minus: minus !== undefined };
}

/** An id is read whatever marks came along when it was copied; any other word is refused with them. */
function withoutDirections(word: string): string | null {
  const plain = word.replace(DIRECTIONS, '');
  return plain === word || indexId(plain) !== null ? plain : null;
}

/** `https://…` and such are words; a filter that nobody knows is a slip of the hand. */
const strangeKey = (key: string, word: string): Word | Problem =>
  /^https?$/i.test(key)
    ? { key: null, text: word, quoted: false, minus: false }
    : problem(
        'There is no such filter; there are `author:` `group:` `since:` `type:` `all:` `kinds:` `word:` `paper:`, such as `search span author:wakely`.',
      );

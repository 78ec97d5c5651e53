import { decodeEntities } from '../../entry/text.ts';

const MOST_WORDS = 400;
const LONGEST_TITLE = 500;

/** What a page says of itself; null and empty where it says nothing. */
export interface Page {
  readonly title: string | null;
  /** The first 400 words of its text. */
  readonly words: string | null;
  /** Asks for a password. */
  readonly isLogin: boolean;
}

const oneLine = (text: string): string => decodeEntities(text).replace(/\s+/g, ' ').trim();

/** Whether a text begins as a page does. */
export const looksLikeHtml = (text: string): boolean =>
  /^\ufeff?\s*</.test(text) &&
  /<(?:!doctype\s+html|html|head|body|title|meta|h1)\b/i.test(text.slice(0, 4_096));

const withoutTags = (text: string): string =>
  text
    .replace(/<!--[\s\S]*?(?:-->|$)/g, ' ')
    .replace(/<(script|style|head)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, ' ')
    .replace(/<[^>]*>?/g, ' ');

/** What stands in the first title; each search goes once through the text, however hostile it is. */
function titleIn(text: string): string {
  const start = /<title\b[^>]{0,200}>/i.exec(text);
  if (start === null) return '';
  const inside = text.slice(start.index + start[0].length);
  const end = inside.search(/<\/title\s{0,9}>/i);
  return end < 0 ? '' : oneLine(inside.slice(0, end));
}

/** Reads the beginning of a page; what cannot be read is left out. */
export function readPage(text: string): Page {
  const title = titleIn(text);
  const words = oneLine(withoutTags(text)).split(' ').slice(0, MOST_WORDS).join(' ');
  return {
    title: title === '' ? null : title.slice(0, LONGEST_TITLE).toWellFormed(),
    words: words === '' ? null : words,
    isLogin: /<input\b[^>]{0,300}\btype\s?=\s?["']?password\b/i.test(text),
  };
}

const noPaper =
  /^(?:(?:member )?(?:log[ -]?in|log[ -]?on|sign[ -]?in)(?: required| page)?|(?:http |error |status )?[45]\d\d\b.*|error|(?:the )?(?:page|file|document)? ?(?:was )?(?:could )?not (?:be )?found|forbidden|access (?:denied|forbidden)|unauthori[sz]ed|service (?:temporarily )?unavailable|bad gateway|internal server error|too many requests|just a moment.*|attention required.*|(?:site|down for|under) maintenance|redirecting.*|moved permanently)[.!]*$/i;

/** A title such as `Page Not Found : Standard C++` or `Log In | isocpp`: no paper is called that. */
export const isNoPaperTitle = (title: string): boolean =>
  title
    .split(/\s+[|:\u2013\u2014\u00b7-]+\s+|\s*[|:]\s+/)
    .some((part) => noPaper.test(part.trim()));

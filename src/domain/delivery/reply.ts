/** Answers to people as content: literal words, lists and buttons. */

/** Some words of a line. They are shown as they are, whoever wrote them. */
export interface Span {
  readonly text: string;
  readonly style: 'bold' | 'code' | null;
  /** Null: no link. What is no http(s) address is left out when it is rendered. */
  readonly url: string | null;
}

/** Words in a row. */
export type Line = readonly Span[];

/** What can be pressed; `value` comes back with the click, at most 2,000 code units. */
export interface Button {
  readonly label: string;
  /** Which answer it asks for, such as `talk.watch`. */
  readonly action: string;
  readonly value: string;
  readonly style: 'primary' | 'danger' | null;
}

/** A piece of an answer. */
export type Part =
  | { readonly type: 'title'; readonly text: string }
  /** Our own words, as mrkdwn. */
  | { readonly type: 'words'; readonly text: string }
  | { readonly type: 'line'; readonly line: Line }
  | { readonly type: 'list'; readonly lines: readonly Line[] }
  /** Counted from `from`. */
  | { readonly type: 'numbered'; readonly lines: readonly Line[]; readonly from: number }
  /** A line with a button at its end. */
  | { readonly type: 'item'; readonly line: Line; readonly button: Button }
  | { readonly type: 'buttons'; readonly buttons: readonly Button[] };

/** An answer. */
export interface Reply {
  readonly template: 'reply';
  readonly parts: readonly Part[];
}

/** Plain words. */
export const plain = (text: string): Span => ({ text, style: null, url: null });
/** Bold words. */
export const bold = (text: string): Span => ({ text, style: 'bold', url: null });
/** What somebody can type. */
export const code = (text: string): Span => ({ text, style: 'code', url: null });
/** Words that lead somewhere; plain ones where there is no address. */
export const link = (text: string, url: string | null): Span => ({ text, style: null, url });

/** A reply of these parts. */
export const reply = (...parts: readonly Part[]): Reply => ({ template: 'reply', parts });

/** One line of our own words. */
export const words = (text: string): Part => ({ type: 'words', text });

/** A line of spans. */
export const line = (...spans: Line): Part => ({ type: 'line', line: spans });

/** Finds the watches that match, without asking each of them. */

import { isNamed, nameTokens } from './author.ts';
import { isTold, passes } from './filter.ts';
import { holdsPhrase, words } from './phrase.ts';
import type { Subject } from './subject.ts';
import type { Watch } from './watch.ts';

/** A watch that matches. `inText`: the name stands in a draft whose authors nobody knows. */
export interface Hit<W> {
  readonly watch: W;
  readonly inText: boolean;
}

/** Shorter names are too common to be looked for in a text. */
const IN_TEXT = 4;

interface Author<W> {
  readonly watch: W;
  readonly tokens: readonly string[];
  /** The whole name; null where words are enough. */
  readonly whole: string | null;
}

/** Lists by key. */
class Shelf<K, V> {
  readonly #lists = new Map<K, V[]>();

  put(key: K, value: V): void {
    const list = this.#lists.get(key);
    if (list === undefined) this.#lists.set(key, [value]);
    else list.push(value);
  }

  get(key: K): readonly V[] {
    return this.#lists.get(key) ?? [];
  }
}

const longest = (some: readonly string[]): string =>
  some.reduce((best, one) => (one.length > best.length ? one : best), '');

/** The value of a whole name, without its quotes; null where it has none. */
export const quoted = (value: string): string | null => /^"(.+)"$/.exec(value)?.[1] ?? null;

/** The numbers of `P2300` and of `P4000-P4100`, ends included; null for other ids. */
export function numbersOf(value: string): readonly [from: number, to: number] | null {
  const found = /^P(\d{1,5})(?:-P(\d{1,5}))?$/.exec(value);
  if (found === null) return null;
  const from = Number(found[1]);
  return [from, found[2] === undefined ? from : Number(found[2])];
}

/**
 * Watches by what they look for: numbers and ids directly, names and phrases by one of their
 * words, so that an event asks only the few that could match. Ranges, and phrases without a word
 * such as `<=>`, are asked one by one.
 */
export class Matcher<W extends Watch> {
  readonly #ids = new Shelf<string, W>();
  readonly #numbers = new Shelf<number, W>();
  readonly #ranges: (readonly [from: number, to: number, watch: W])[] = [];
  readonly #groups = new Shelf<string, W>();
  readonly #authors = new Shelf<string, Author<W>>();
  readonly #phrases = new Shelf<string, W>();
  readonly #signs: W[] = [];

  constructor(watches: Iterable<W>) {
    for (const watch of watches) this.#add(watch);
  }

  #add(watch: W): void {
    switch (watch.kind) {
      case 'paper':
      case 'issue':
        this.#addId(watch);
        break;
      case 'subgroup':
        this.#groups.put(watch.value, watch);
        break;
      case 'author':
        this.#addAuthor(watch);
        break;
      case 'keyword':
        this.#addPhrase(watch);
        break;
    }
  }

  #addId(watch: W): void {
    const numbers = numbersOf(watch.value);
    if (numbers === null) this.#ids.put(watch.value, watch);
    else if (numbers[0] === numbers[1]) this.#numbers.put(numbers[0], watch);
    else this.#ranges.push([...numbers, watch]);
  }

  #addPhrase(watch: W): void {
    const word = longest(words(watch.value));
    if (word === '') this.#signs.push(watch);
    else this.#phrases.put(word, watch);
  }

  /** Under each word that may be the one which is there in full. */
  #addAuthor(watch: W): void {
    const name = quoted(watch.value);
    const tokens = nameTokens(name ?? watch.value);
    const author = { watch, tokens, whole: name === null ? null : tokens.join(' ') };
    const long = tokens.filter((token) => token.length >= 2);
    for (const token of new Set(long.length > 0 ? long : tokens)) this.#authors.put(token, author);
  }

  /** Every watch that is told of this event, each once. */
  hits(subject: Subject): readonly Hit<W>[] {
    const found = new Map<W, boolean>();
    for (const watch of this.#direct(subject)) found.set(watch, false);
    for (const watch of this.#named(subject)) found.set(watch, false);
    for (const watch of this.#phrased(subject)) found.set(watch, false);
    for (const watch of this.#inText(subject)) if (!found.has(watch)) found.set(watch, true);
    return [...found]
      .filter(([watch]) => isTold(watch, subject.event) && passes(watch, subject))
      .map(([watch, inText]) => ({ watch, inText }));
  }

  #direct({ key, paper, groups }: Subject): readonly W[] {
    return [
      ...(paper === null ? [] : this.#numbered(paper)),
      ...this.#ids.get(key),
      ...groups.flatMap((group) => this.#groups.get(group)),
    ];
  }

  #numbered(number: number): readonly W[] {
    const around = this.#ranges.filter(([from, to]) => from <= number && number <= to);
    return [...this.#numbers.get(number), ...around.map(([, , watch]) => watch)];
  }

  #named({ names }: Subject): readonly W[] {
    return names.flatMap(({ whole: name, tokens }) =>
      tokens
        .flatMap((token) => this.#authors.get(token))
        .filter(({ whole, tokens: query }) =>
          whole === null ? isNamed(query, tokens) : whole === name,
        )
        .map(({ watch }) => watch),
    );
  }

  #phrased({ title, titleWords }: Subject): readonly W[] {
    const asked = [...titleWords].flatMap((word) => this.#phrases.get(word));
    return [...asked, ...this.#signs].filter(({ value }) => holdsPhrase(title, value));
  }

  #inText({ text }: Subject): readonly W[] {
    return [...text]
      .flatMap((word) => this.#authors.get(word))
      .filter(({ tokens }) => longest(tokens).length >= IN_TEXT)
      .filter(({ tokens }) => tokens.every((token) => token.length < 2 || text.has(token)))
      .map(({ watch }) => watch);
  }
}

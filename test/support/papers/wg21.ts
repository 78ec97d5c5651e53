import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** An index before it is written as JSON. */
export type IndexObject = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const fixture = (name: string) =>
  JSON.parse(
    gunzipSync(readFileSync(new URL(`../../fixtures/wg21/${name}`, import.meta.url))).toString(),
  );

/** The index of 2021-03-31: 18,483 entries. */
export const march2021 = (): IndexObject => fixture('index-2021-03-31.json.gz');

/** The index of 2021-05-27: 164 entries more and one title changed. */
export const may2021 = (): IndexObject => ({
  ...march2021(),
  ...fixture('index-2021-05-27.changes.json.gz'),
});

/** Every id of 2026-08-22: 29,136 entries. */
export const assembled = (): IndexObject => fixture('index-2026-08-22.json.gz');

/** The day before a mailing of 172 documents, and the day after: 26,886 and 27,058 entries. */
export function aroundMailing(): { readonly base: IndexObject; readonly next: IndexObject } {
  const mailings: Record<string, string[]> = fixture('mailings-from-2024-04.json.gz');
  const later = new Set(Object.values(mailings).flat());
  const all = assembled();
  const isBare = (key: string) => /^P\d{4}R\d+$/.test(key) && all[key]?.['date'] === undefined;
  const keys = Object.keys(all).filter((key) => !later.has(key) && !isBare(key));
  const pick = (some: readonly string[]) => some.map((key) => [key, all[key] ?? {}] as const);
  const base = Object.fromEntries(pick(keys));
  return { base, next: { ...base, ...Object.fromEntries(pick(mailings['2024-04'] ?? [])) } };
}

/** An index as bytes. */
export const bodyOf = (index: unknown): Buffer<ArrayBuffer> => Buffer.from(JSON.stringify(index));

/** The assembled index with every field that an entry may have, in ordinary length: about 11 MB. */
export function fullSize(): IndexObject {
  const filled = Object.entries(assembled()).map(([key, entry], n) => {
    const lower = key.toLowerCase();
    const common = {
      title: `A title of ordinary length for entry ${n}, as most have in the language`,
    };
    const paper = {
      author: 'Jane Example, John Q. Sample, Somebody Else',
      date: '2020-01-02',
      subgroup: 'EWG Evolution, LEWG Library Evolution',
      long_link: `https://www.open-std.org/jtc1/sc22/wg21/docs/papers/2020/${lower}.html`,
      github_url: `https://github.com/cplusplus/papers/issues/${n}`,
      issues: ['CWG2345', 'LWG3456'],
    };
    const issue = {
      submitter: 'Jane Example',
      section: '7.1 [dcl.stc]',
      status: 'NAD Editorial',
      date: '2020-01-02',
      long_link: `https://cplusplus.github.io/issues/${lower}.html`,
      issues: ['CWG2345'],
    };
    return [key, { ...common, ...(entry['type'] === 'paper' ? paper : issue), ...entry }] as const;
  });
  return Object.fromEntries(filled);
}

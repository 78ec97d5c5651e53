/** The events that drafts give. */

import type { EntryFacts, PaperEvent } from '../../event.ts';
import { fileAt, fileId } from '../file.ts';
import type { Draft, KnownFile, LatestEntry } from './rows.ts';

/** What a message about a draft is made from. */
export interface Subject {
  readonly draft: Pick<Draft, 'number' | 'revision'>;
  /** The files that are there, the one first that the event is about. */
  readonly files: readonly Pick<KnownFile, 'url' | 'title'>[];
  readonly latest: LatestEntry | null;
}

type Facts = PaperEvent['facts'];

/** The draft's own title, else that of the number's latest paper, which then is named. */
function entryOf({ files, latest }: Subject): { entry: EntryFacts; titleOf: Facts } {
  const own = files.find(({ title }) => title !== null)?.title ?? null;
  const isOther = own === null && latest !== null && latest.title !== null;
  return {
    entry: {
      title: own ?? latest?.title ?? null,
      authors: latest?.authors ?? [],
      groups: latest?.groups ?? [],
      date: null,
      url: files[0]?.url ?? null,
    },
    titleOf: isOther ? { title_of: `R${latest.revision}` } : {},
  };
}

function idOf({ draft, files }: Subject): string {
  const file = fileAt(files[0]?.url ?? '');
  return fileId({ kind: file?.kind ?? 'D', number: draft.number, revision: draft.revision });
}

const dedupeOf = ({ number, revision }: Subject['draft']): string => `draft:${number}R${revision}`;

function eventOf(
  subject: Subject,
  kind: PaperEvent['kind'],
  dedupe: string,
  more: Facts,
): PaperEvent {
  const { entry, titleOf } = entryOf(subject);
  const { number, revision } = subject.draft;
  const files = subject.files.map(({ url }) => url);
  return {
    kind,
    key: idOf(subject),
    dedupe,
    foldedInto: null,
    entry,
    facts: { number, revision, files, ...titleOf, ...more },
  };
}

/** A draft that nobody knew of; `older`: it has lain there for long, so it is history. */
export const draftFound = (subject: Subject, older: boolean): PaperEvent =>
  eventOf(subject, 'draft.found', dedupeOf(subject.draft), older ? { older: true } : {});

/** A file with new contents, or the first that was submitted. */
export const draftUpdated = (
  subject: Subject,
  fingerprint: string,
  reason: 'changed' | 'submitted',
): PaperEvent =>
  eventOf(subject, 'draft.updated', `${dedupeOf(subject.draft)}:${fingerprint}`, { reason });

/** None of its files is there any more: history only. */
export const draftVanished = (subject: Subject, cycle: number): PaperEvent =>
  eventOf(
    subject,
    'draft.vanished',
    `vanished:${subject.draft.number}R${subject.draft.revision}:${cycle}`,
    {},
  );

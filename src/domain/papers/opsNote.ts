/** Notes for operators about the index; never for users. */

import type { OutboxDraft } from '../delivery/outbox.ts';
import type { PaperEvent } from './event.ts';
import type { GateName } from './gates.ts';
import type { IndexBase } from './reading.ts';
import { dayInWords, listFact, numberFact } from './tell/line.ts';

/** What operators hear of the index, once each. */
export type OpsNote =
  | { readonly type: 'index.seeded'; readonly snapshot: string; readonly index: IndexBase }
  | {
      readonly type: 'index.accepted';
      readonly snapshot: string;
      readonly gate: GateName;
      /** `time`, or the Slack id of the operator. */
      readonly by: string;
      readonly index: IndexBase;
    }
  /** The files by which the prober knew that its requests are answered are all gone for a day. */
  | { readonly type: 'canaries.forgotten'; readonly cycle: string }
  | { readonly type: 'event'; readonly event: PaperEvent };

interface Words {
  readonly dedupe: string;
  readonly title: string;
  readonly text: string;
}

const sizeInWords = ({ entries, papers, frontier }: IndexBase): string =>
  `${entries} entries, ${papers} of them P; the newest number in the row is P${frontier}.`;

/** The words about an event; null for events that operators do not hear of. */
function eventWords(event: PaperEvent): Words | null {
  const { dedupe, facts } = event;
  const [count, known] = [numberFact(event, 'count'), numberFact(event, 'known')];
  switch (event.kind) {
    case 'index.mass_change': {
      const fields = listFact(event, 'fields').join(', ');
      const text = `${count} of ${known} known entries changed at once: ${fields}. The new values are stored; nobody was told.`;
      return { dedupe, title: 'The index changed as a whole', text };
    }
    case 'index.mass_add': {
      const text = `${count} entries came at once, beside ${known} known ones. They are stored; nobody was told.`;
      return { dedupe, title: 'Very many new entries', text };
    }
    case 'index.frozen': {
      const since = dayInWords(String(facts['since']));
      const text = `Polls succeed, but the content has not changed since ${since}.`;
      return { dedupe, title: `No news for ${numberFact(event, 'days')} days`, text };
    }
    default:
      return null;
  }
}

function wordsOf(note: OpsNote): Words | null {
  switch (note.type) {
    case 'index.seeded': {
      const text = `${sizeInWords(note.index)} They are taken as known; from now on changes are told.`;
      return {
        dedupe: `seeded:${note.snapshot}`,
        title: 'The index was read for the first time',
        text,
      };
    }
    case 'index.accepted': {
      const by = note.by === 'time' ? 'three polls in a row agreed' : `<@${note.by}> said so`;
      const text = `It had been refused as ${note.gate}; now it counts, because ${by}. ${sizeInWords(note.index)}`;
      return { dedupe: `accepted:${note.snapshot}`, title: 'A refused index was accepted', text };
    }
    case 'canaries.forgotten':
      return {
        dedupe: `canaries:${note.cycle}`,
        title: 'The known files on the draft server are gone',
        text: 'None of the files by which answers were checked was there for 48 cycles. They are given up; new ones are learned from the next drafts.',
      };
    case 'event':
      return eventWords(note.event);
  }
}

/** A note as a message to the operators' channel; null for events that they do not hear of. */
export function opsNote(note: OpsNote, dest: string): OutboxDraft | null {
  const words = wordsOf(note);
  if (words === null) return null;
  return {
    dedupeKey: `ops:${dest}:${words.dedupe}`,
    dest,
    lane: 0,
    kind: 'post',
    anchorKey: null,
    threadOf: null,
    foldable: false,
    content: { template: 'note', title: words.title, text: words.text },
    notBefore: null,
    expiresAt: null,
  };
}

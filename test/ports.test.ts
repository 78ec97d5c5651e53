import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { raiseAlert } from '../src/flows/alerts/raiseAlert.ts';
import type { deliverMessage } from '../src/flows/deliverMessage.ts';
import type { keepLease } from '../src/flows/keepLease.ts';
import type { createPoll } from '../src/flows/pollPapers.ts';
import type { pruneStore } from '../src/flows/pruneStore.ts';
import type { AlertSpool, AlertStore } from '../src/ports/alerts/store.ts';
import type { Chat } from '../src/ports/chat.ts';
import type { Outbox, SentSpool } from '../src/ports/delivery.ts';
import type { DraftProbe, DraftStore } from '../src/ports/drafts.ts';
import type { IndexReader, IndexSource, PaperStore } from '../src/ports/papers.ts';

/** The names of the methods that may answer null. */
type Nullable<T> = {
  [K in keyof T]: T[K] extends (...given: never[]) => infer R
    ? null extends Awaited<R>
      ? K
      : never
    : never;
}[keyof T];

/** Flows by name, so that they are asked like the methods of a port. */
interface Flows extends ReturnType<typeof createPoll>, ReturnType<typeof keepLease> {
  readonly deliver: typeof deliverMessage;
  readonly prune: typeof pruneStore;
  readonly raise: typeof raiseAlert;
}

type IsNever<T> = [T] extends [never] ? true : false;

type Asked =
  | Nullable<IndexSource>
  | Nullable<IndexReader>
  | Nullable<PaperStore>
  | Nullable<DraftProbe>
  | Nullable<DraftStore>
  | Nullable<Outbox>
  | Nullable<SentSpool>
  | Nullable<AlertStore>
  | Nullable<AlertSpool>
  | Nullable<Chat>
  | Nullable<Flows>;

const test = suite('ports and flows');

test('PS13: none of them says null for what went wrong', () => {
  // The compiler is the judge: a method that may answer null makes the first line an error.
  const clean: IsNever<Asked> = true;
  const found: IsNever<Nullable<{ find(): Promise<string | null> }>> = false;
  assert.equal([clean, found], [true, false]);
});

test.run();

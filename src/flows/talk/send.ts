/** Where answers go. */

import type { Content } from '../../domain/delivery/content.ts';
import type { OutboxDraft } from '../../domain/delivery/outbox.ts';
import { Failure } from '../../domain/health/failure.ts';
import type { Inbound } from '../../domain/talk/inbound.ts';
import type { Waiting } from '../queue/sayDirectly.ts';
import type { TalkNeeds } from './needs.ts';

/** Somebody who is to be answered. */
export type Askable = Extract<
  Inbound,
  { readonly type: 'command' | 'mention' | 'direct' | 'click' }
>;

/** Who sees it, and what becomes of the message whose button was pressed. */
export interface Manner {
  /** A mention is answered for everybody, in its thread; all else for the asking person alone. */
  readonly open: boolean;
  readonly replace: boolean;
}

/** For the asking person alone. */
export const quietly: Manner = { open: false, replace: false };
/** For everybody who reads the thread. */
export const openly: Manner = { open: true, replace: false };
/** In the place of the message whose button was pressed. */
export const instead: Manner = { open: false, replace: true };

type SendNeeds = Pick<TalkNeeds, 'outbox' | 'respond' | 'direct' | 'seen' | 'wake' | 'report'>;

/** The database is known not to answer: nobody is kept waiting until that shows once more. */
export const isAway = ({ seen }: Pick<TalkNeeds, 'seen'>): boolean =>
  seen().databaseLostAt !== null;

/**
 * An answer at once where Slack gave a URL, else a row; without the database at once, too. Throws
 * why it did not go at all.
 */
export async function send(
  needs: SendNeeds,
  to: Askable,
  content: Content,
  manner: Manner,
): Promise<void> {
  if (await responded(needs, to, content, manner)) return;
  const row = rowOf(to, content, manner);
  if (!isAway(needs) && (await enqueued(needs, row))) return needs.wake();
  const refused = await needs.direct(waitingOf(to, row), content);
  if (refused !== null) throw refused;
}

/** Whether the database took it. Throws what is no fault of the database. */
async function enqueued({ outbox, report }: SendNeeds, row: OutboxDraft): Promise<boolean> {
  try {
    await outbox.enqueue([row]);
    return true;
  } catch (thrown) {
    const failure = Failure.from(thrown, 'talk.enqueue');
    if (failure.category !== 'DB') throw failure;
    report(failure);
    return false;
  }
}

/** Whether Slack gave a URL and took the answer there. */
async function responded(
  needs: SendNeeds,
  to: Askable,
  content: Content,
  { replace }: Manner,
): Promise<boolean> {
  const responseUrl = to.type === 'command' || to.type === 'click' ? to.responseUrl : null;
  if (responseUrl === null) return false;
  const options = { ephemeral: true, replace };
  const end = await needs.respond({ responseUrl, at: to.at }, content, options);
  if (end.type === 'refused') needs.report(end.failure);
  return end.type === 'sent';
}

/** Where the row would have gone. A message to us names its conversation already. */
const waitingOf = (to: Askable, { kind, threadTs = null }: OutboxDraft): Waiting => ({
  kind: kind === 'ephemeral' ? 'ephemeral' : 'post',
  channel: to.type === 'mention' || to.type === 'direct' ? to.channel : null,
  user: to.user,
  threadTs,
});

/** An answer as a row of the lane for answers. */
function rowOf(to: Askable, content: Content, { open }: Manner): OutboxDraft {
  const common = {
    dedupeKey: `talk:${to.key}`,
    lane: 1 as const,
    anchorKey: null,
    threadOf: null,
    foldable: false,
    content,
    notBefore: null,
    expiresAt: null,
  };
  if (to.type === 'mention') {
    const threadTs = to.threadTs ?? (open ? to.ts : null);
    return open
      ? { ...common, dest: to.channel, kind: 'post', threadTs }
      : { ...common, dest: to.channel, kind: 'ephemeral', user: to.user, threadTs };
  }
  const threadTs = to.type === 'direct' ? to.threadTs : null;
  return { ...common, dest: to.user, kind: 'post', threadTs };
}

/** Where answers go. */

import type { Content } from '../../domain/delivery/content.ts';
import type { OutboxDraft } from '../../domain/delivery/outbox.ts';
import type { Inbound } from '../../domain/talk/inbound.ts';
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

type SendNeeds = Pick<TalkNeeds, 'outbox' | 'respond' | 'wake' | 'report'>;

/** An answer at once where Slack gave a URL, else a row. Throws DB failures. */
export async function send(
  needs: SendNeeds,
  to: Askable,
  content: Content,
  manner: Manner,
): Promise<void> {
  if (to.type === 'command' || (to.type === 'click' && to.responseUrl !== null)) {
    const url = { responseUrl: to.responseUrl ?? '', at: to.at };
    const { replace } = manner;
    const responded = await needs.respond(url, content, { ephemeral: true, replace });
    if (responded.type === 'sent') return;
    if (responded.type === 'refused') needs.report(responded.failure);
  }
  await needs.outbox.enqueue([rowOf(to, content, manner)]);
  needs.wake();
}

/** An answer as a row of the lane for answers. */
function rowOf(to: Askable, content: Content, { open }: Manner): OutboxDraft {
  const common = {
    ...{
      dedupeKey: `talk:${to.key}`,
      lane: 1 as const,
      anchorKey: null,
      threadOf: null,
      foldable: false,
    },
    ...{ content, notBefore: null, expiresAt: null },
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

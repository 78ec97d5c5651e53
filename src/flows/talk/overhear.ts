/** Inline previews in channels that asked for them. */

import type { Paper } from '../../domain/talk/found.ts';
import type { Inbound } from '../../domain/talk/inbound.ts';
import {
  dueIds,
  namedIds,
  previewOf,
  refOf,
  toldNothing,
  withTold,
} from '../../domain/talk/previews.ts';
import type { TalkNeeds } from './needs.ts';
import { find } from './papers.ts';

type PreviewNeeds = Pick<TalkNeeds, 'clock' | 'lookup' | 'people' | 'outbox' | 'wake'>;
type Overheard = Extract<Inbound, { readonly type: 'message' }>;

/**
 * Answers papers that are named in ordinary messages. It remembers what it told, for the life of
 * the process; most messages name nothing and ask nothing of the database. Throws DB failures.
 */
export function previewer(needs: PreviewNeeds): (message: Overheard) => Promise<void> {
  const { clock, people, outbox, wake } = needs;
  let told = toldNothing;
  return async (message) => {
    const named = namedIds(message.text);
    if (named.length === 0) return;
    const at = { channel: message.channel, thread: message.threadTs ?? message.ts };
    const isDue = dueIds(told, named, at, clock.elapsed()).length > 0;
    if (!isDue || !(await people.settings(message.channel)).previews) return;
    // looked at again and noted in one go: another message may have named it meanwhile
    const ids = dueIds(told, named, at, clock.elapsed());
    told = withTold(told, ids, at, clock.elapsed());
    const papers = await known(needs, ids);
    if (papers.length === 0) return;
    await outbox.enqueue([
      {
        dedupeKey: `preview:${message.key}`,
        dest: message.channel,
        lane: 1,
        kind: 'post',
        anchorKey: null,
        threadOf: null,
        threadTs: at.thread,
        foldable: false,
        content: previewOf(papers),
        notBefore: null,
        expiresAt: null,
      },
    ]);
    wake();
  };
}

async function known(needs: PreviewNeeds, ids: readonly string[]): Promise<readonly Paper[]> {
  const found = await Promise.all(
    ids.map((id) => {
      const ref = refOf(id);
      return ref === null ? null : find(needs, ref);
    }),
  );
  return found.filter((paper) => paper !== null);
}

/** Watches: made, ended, listed. */

import type { Reply } from '../../domain/delivery/reply.ts';
import type { Watch } from '../../domain/papers/match/watch.ts';
import type { Command, Watcher, WatchWish } from '../../domain/talk/grammar/command.ts';
import {
  endedReply,
  fullReply,
  watchesReply,
  watchingReply,
} from '../../domain/talk/replies/people.ts';
import { sayReply } from '../../domain/talk/replies/plain.ts';
import type { Who } from '../../ports/people.ts';
import { understandWatch } from '../people/understandWatch.ts';
import type { TalkNeeds } from './needs.ts';
import { isMember } from './rights.ts';

type WatchNeeds = Pick<TalkNeeds, 'people' | 'library' | 'setup' | 'report'>;

/** Where somebody speaks. */
export interface Said {
  readonly user: string;
  /** Null in the App Home. */
  readonly channel: string | null;
}

const isChannel = (id: string | null): id is string => id !== null && /^[CG]/.test(id);

const notHere = sayReply('Say that in the channel that it is for; here it would be for nobody.');
const notIn = sayReply('I am not in this channel yet; invite me first, then say it again.');

/** Who watches; an answer instead where that cannot be. */
export async function watcherOf(
  needs: Pick<TalkNeeds, 'setup' | 'report'>,
  by: Watcher,
  { user, channel }: Said,
): Promise<Who | Reply> {
  if (by === 'user') return { slackId: user, kind: 'user' };
  if (!isChannel(channel)) return notHere;
  // null: Slack does not say; a channel that cannot be posted to is noticed when it is tried
  return (await isMember(needs, channel)) === false ? notIn : { slackId: channel, kind: 'channel' };
}

type Watching = Extract<Command, { readonly type: 'watch' | 'unwatch' | 'watches' }>;

/** The answer to a command about watches. Throws DB failures. */
export async function watching(needs: WatchNeeds, command: Watching, said: Said): Promise<Reply> {
  const who =
    command.type === 'watch' ? await watcherOf(needs, command.by, said) : known(command.by, said);
  if ('template' in who) return who;
  if (command.type === 'watch') return begin(needs, who, command.wish);
  if (command.type === 'unwatch') return end(needs, who, command.what);
  return watchesReply(await needs.people.watches(who.slackId), who.kind);
}

/** To end or list one need not be in the channel any more. */
function known(by: Watcher, { user, channel }: Said): Who | Reply {
  if (by === 'user') return { slackId: user, kind: 'user' };
  return isChannel(channel) ? { slackId: channel, kind: 'channel' } : notHere;
}

async function begin(needs: WatchNeeds, who: Who, wish: WatchWish): Promise<Reply> {
  const meant = await understandWatch(needs, wish);
  if (meant.type === 'problem') return sayReply(meant.text);
  const watched = await needs.people.watch(who, meant.draft);
  if (watched.type === 'full') return fullReply(watched.limit, who.kind);
  const { revision, count, latest } = meant;
  return watchingReply(
    { state: watched.type, watch: watched.watch, revision, count, latest },
    who.kind,
  );
}

async function end(needs: WatchNeeds, who: Who, what: number | WatchWish): Promise<Reply> {
  const watches = await needs.people.watches(who.slackId);
  const watch =
    typeof what === 'number' ? watches[what - 1] : await watchMeant(needs, watches, what);
  if (watch === undefined) return endedReply(null, who.kind);
  const isEnded = await needs.people.unwatch(who.slackId, watch.id);
  return endedReply(isEnded ? watch : null, who.kind);
}

/** By what it means today; else by its words, since a name may have become known meanwhile. */
async function watchMeant(
  needs: WatchNeeds,
  watches: readonly Watch[],
  wish: WatchWish,
): Promise<Watch | undefined> {
  const meant = await understandWatch(needs, wish);
  if (meant.type === 'problem') return undefined;
  const { kind, value } = meant.draft;
  return (
    watches.find((watch) => watch.kind === kind && watch.value === value) ??
    watches.find((watch) => watch.value === value)
  );
}

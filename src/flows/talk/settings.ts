/** Settings of people and channels: changed, and repeated with the next delivery. */

import type { Reply } from '../../domain/delivery/reply.ts';
import { Failure } from '../../domain/health/failure.ts';
import { nextDelivery } from '../../domain/people/due.ts';
import type { Settings } from '../../domain/people/settings.ts';
import type { Command } from '../../domain/talk/grammar/command.ts';
import { settingsReply } from '../../domain/talk/replies/people.ts';
import { sayReply } from '../../domain/talk/replies/plain.ts';
import type { TalkNeeds } from './needs.ts';
import { missingOf } from './rights.ts';
import { type Said, watcherOf } from './watching.ts';

type SettingNeeds = Pick<TalkNeeds, 'clock' | 'people' | 'profiles' | 'setup' | 'report'>;

type Setting = Extract<Command, { readonly type: 'mute' | 'unmute' | 'quiet' | 'digest' }>;

/** The answer to a command that changes how somebody is told. Throws DB failures. */
export async function setting(needs: SettingNeeds, command: Setting, user: string): Promise<Reply> {
  const { people, clock } = needs;
  const change = { ...changeOf(command, clock.now()) };
  const zone = change.zone ?? (await ownZone(needs, user));
  const settings = await people.change(
    { slackId: user, kind: 'user' },
    zone === null ? change : { ...change, zone },
  );
  return settingsReply(settings, nextDelivery(settings, clock.now()), clock.now());
}

function changeOf(command: Setting, now: number): Partial<Settings> {
  if (command.type === 'mute') return { mutedUntil: now + command.forMs };
  if (command.type === 'unmute') return { mutedUntil: null };
  if (command.type === 'digest')
    return { delivery: command.delivery, ...(command.at !== null && { dailyAt: command.at }) };
  if (command.hours === null) return { quiet: null };
  const { from, to, zone } = command.hours;
  return { quiet: { from, to }, ...(zone !== null && { zone }) };
}

/** The zone of the profile, where none is kept yet; without it times are UTC, and the answer says so. */
async function ownZone(
  { people, profiles, report }: SettingNeeds,
  user: string,
): Promise<string | null> {
  const { zone } = await people.settings(user);
  if (zone !== null) return null;
  try {
    return await profiles.zoneOf(user);
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    report(thrown);
    return null;
  }
}

/** What previews need of Slack beside the usual scopes. */
const previewScopes = ['channels:history', 'groups:history'] as const;

/** `previews on|off`, for the channel where it is said. */
export async function previews(needs: SettingNeeds, on: boolean, said: Said): Promise<Reply> {
  const who = await watcherOf(needs, 'channel', said);
  if ('template' in who) return who;
  const missing = on ? await missingOf(needs, previewScopes) : [];
  if (missing.length > 0)
    return sayReply(
      `Previews need the events \`message.channels\` and \`message.groups\` and the scopes \`${missing.join('`, `')}\`, which I do not have; whoever installed me can add them.`,
    );
  await needs.people.change(who, { previews: on });
  return sayReply(
    on
      ? 'Previews are on: `[P2300]` and `P2300R10` in a message get two lines in its thread.'
      : 'Previews are off in this channel.',
  );
}

import type { NoticeSender } from '../../ports/alerts/ways.ts';
import { cutBytes } from './bytes.ts';
import type { Poster } from './post.ts';

const MOST_BYTES = 1_900; // Discord counts 2,000 characters; a byte is never more than one

const signs = { firing: '🔴', resolved: '🟢' } as const;

/** Sends to a webhook of Discord. Others can read it: no host, no id, no foreign words, no mention. */
export const createDiscord = (poster: Pick<Poster, 'post'>, url: string): NoticeSender => ({
  channel: 'discord',
  send: ({ body }, signal) => {
    const head = `${signs[body.state]} **${body.state.toUpperCase()} ${body.severity}** ${body.title}`;
    const content = cutBytes(`${head}\n${body.publicText}`, MOST_BYTES);
    const json = JSON.stringify({ content, allowed_mentions: { parse: [] } });
    const headers = { 'content-type': 'application/json' };
    return poster.post({ operation: 'discord.send', url, headers, body: json }, signal);
  },
});

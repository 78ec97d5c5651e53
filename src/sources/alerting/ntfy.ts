import type { Notice } from '../../domain/alerts/telling/notice.ts';
import type { NoticeSender } from '../../ports/alerts/ways.ts';
import { cutBytes, headerText } from './bytes.ts';
import type { Poster } from './post.ts';

/** Over 4,096 bytes ntfy makes an attachment of the text, which no phone shows. */
const MOST_BYTES = 3_500;

const priority = ({ body }: Notice): string => {
  if (body.state === 'resolved') return '3';
  return body.severity === 'P1' ? '5' : '4';
};

const tags = { firing: 'rotating_light', resolved: 'white_check_mark' } as const;

/** Sends to a topic of ntfy. Others can read it: no host, no id, no foreign words. */
export const createNtfy = (poster: Pick<Poster, 'post'>, url: string): NoticeSender => ({
  channel: 'ntfy',
  send: (notice, signal) => {
    const { body } = notice;
    const headers = {
      'content-type': 'text/plain; charset=utf-8',
      title: headerText(`${body.state.toUpperCase()} ${body.severity} ${body.title}`),
      priority: priority(notice),
      tags: tags[body.state],
    };
    const text = cutBytes(body.publicText, MOST_BYTES);
    return poster.post({ operation: 'ntfy.send', url, headers, body: text }, signal);
  },
});

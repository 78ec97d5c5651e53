/** From content to what Slack takes. Pure: a row that waited is rendered as we would render it now. */

import type { Content } from '../domain/delivery/content.ts';
import { wholeOf } from '../domain/delivery/digest.ts';
import { isPerson, type OutboxRow } from '../domain/delivery/outbox.ts';
import type { Render, Rendered } from '../ports/chat.ts';
import { alertAttachments, alertHeadline, alertText } from './render/alert.ts';
import { paperBlocks, paperText } from './render/papers.ts';
import { replyBlocks, replyText } from './render/reply.ts';
import { noteBlocks, noteText } from './render/words.ts';

/** What a message looks like. */
export type Layout = Pick<Rendered, 'text' | 'blocks' | 'attachments'>;

/** A row as a message within our limits; text alone for a row whose blocks were refused. */
export const render: Render = (row) => ({
  kind: row.kind,
  channel: row.channel,
  threadTs: row.threadTs,
  nonce: row.nonce,
  ts: row.anchorTs,
  user: row.user ?? (isPerson(row.dest) ? row.dest : null),
  ...(row.content.template === 'alert' && row.content.broadcast ? { broadcast: true } : {}),
  ...withMissed(layout(row), row.missed),
});

/** The next message to a conversation says how much never came. */
function withMissed(layout: Layout, missed: number): Layout {
  if (missed === 0) return layout;
  const items = missed === 1 ? '1 older item' : `${missed} older items`;
  const remark = `${items} could not be delivered.`;
  const block = { type: 'context', elements: [{ type: 'mrkdwn', text: remark }] };
  const blocks = layout.blocks === null ? null : [...layout.blocks, block];
  return { ...layout, text: `${layout.text}\n${remark}`, blocks };
}

const layout = ({ content, plain }: OutboxRow): Layout =>
  plain ? { text: plainTextOf(content), blocks: null, attachments: null } : layoutOf(content);

/** Content as text, blocks and attachments. */
export function layoutOf(content: Content): Layout {
  switch (content.template) {
    case 'papers':
      return { text: paperText(content, false), blocks: paperBlocks(content), attachments: null };
    case 'note':
      return { text: noteText(content), blocks: noteBlocks(content), attachments: null };
    case 'reply':
      return { text: replyText(content), blocks: replyBlocks(content), attachments: null };
    case 'digest':
      return layoutOf(wholeOf(content.parts));
    case 'alert':
      return {
        text: alertHeadline(content),
        blocks: null,
        attachments: alertAttachments(content),
      };
  }
}

function plainTextOf(content: Content): string {
  switch (content.template) {
    case 'papers':
      return paperText(content, true);
    case 'note':
      return noteText(content);
    case 'reply':
      return replyText(content);
    case 'digest':
      return plainTextOf(wholeOf(content.parts));
    case 'alert':
      return alertText(content);
  }
}

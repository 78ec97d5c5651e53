/** From content to what Slack takes. Pure: a row that waited is rendered as we would render it now. */

import type { Content } from '../domain/delivery/content.ts';
import type { OutboxRow } from '../domain/delivery/outbox.ts';
import type { Render, Rendered } from '../ports/delivery.ts';
import { isPerson } from './people.ts';
import { paperBlocks, paperText } from './render/papers.ts';
import { replyBlocks, replyText } from './render/reply.ts';
import {
  alertAttachments,
  alertHeadline,
  alertText,
  noteBlocks,
  noteText,
} from './render/words.ts';

/** What a message looks like. */
export type Layout = Pick<Rendered, 'text' | 'blocks' | 'attachments'>;

/** A row as a message within our limits; text alone for a row whose blocks were refused. */
export const render: Render = (row) => ({
  ...{ kind: row.kind, channel: row.channel, threadTs: row.threadTs, nonce: row.nonce },
  ...{ ts: row.anchorTs, user: row.user ?? (isPerson(row.dest) ? row.dest : null) },
  ...layout(row),
});

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
    case 'alert':
      return alertText(content);
  }
}

import { plainText } from '../../world/slack/listing.ts';
import type { Message } from '../../world/slack/workspace.ts';

/** The ids that have a line of their own, papers and drafts, repeats included. */
export const toldLines = (messages: readonly Message[]): readonly string[] =>
  messages
    .flatMap((message) => plainText(message).split('\n'))
    .flatMap((line) => /^\s*- ([PD]\d{4}R\d+)\b/.exec(line)?.[1] ?? []);

/** What was promised and is not there. */
export const missing = (promised: readonly string[], told: readonly string[]): readonly string[] =>
  promised.filter((id) => !told.includes(id));

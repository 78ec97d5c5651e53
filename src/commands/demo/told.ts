import { plainText } from '../world/slack/listing.ts';
import type { Message } from '../world/slack/workspace.ts';

/** The ids of the papers that have a line of their own in these messages, repeats included. */
export const toldIds = (messages: readonly Message[]): readonly string[] =>
  messages
    .flatMap((message) => plainText(message).split('\n'))
    .flatMap((line) => /^- (P\d{4}R\d+)\b/.exec(line)?.[1] ?? []);

/** What stands there more than once. */
export const repeated = (ids: readonly string[]): readonly string[] => [
  ...new Set(ids.filter((id, place) => ids.indexOf(id) !== place)),
];

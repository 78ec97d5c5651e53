/**
 * Our own limits of a message. Each lies under what Slack takes, because Slack cuts or refuses
 * what is longer. Lengths are UTF-16 code units, as Slack and JavaScript count.
 */
export const limits = {
  /** `text`, which stands beside the blocks or alone. */
  text: 3_500,
  /** One section, one paragraph, one item of a list. */
  section: 2_800,
  /** All text in the blocks of one message together. */
  allText: 12_000,
  blocks: 45,
  /** Items in one list. */
  listItems: 30,
  /** A longer link is left out. */
  url: 3_000,
} as const;

/**
 * How many paper lines one message may hold. All lists of a message share `limits.allText`, so
 * with this many lines each has about 390 units; a longer one is cut when it is rendered.
 */
export const linesPerMessage = 30;

/** The most messages that one recipient gets for one event, its head and thread replies together. */
export const messagesPerDigest = 7;

import { plainText } from '../../../src/commands/world/slack/listing.ts';
import { PAPERS, type Scene } from './scene.ts';

/** The papers that people were told of: an id for each line, as often as it stands there. */
export const told = (scene: Scene): readonly string[] =>
  scene.slack
    .messages(PAPERS)
    .flatMap((message) => plainText(message).split('\n'))
    .flatMap((line) => /^- (P\d{4}R\d+)\b/.exec(line)?.[1] ?? []);

/** Ids as `smallIndex` makes them: P1001R0 and so on. */
export const idsFrom = (first: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `P${first + n}R0`);

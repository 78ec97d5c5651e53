import { plainText } from '../../../src/commands/world/slack/listing.ts';
import { PAPERS, type Scene } from './scene.ts';

/** What stands in a conversation, line by line. */
export const linesTo = (scene: Scene, dest: string): readonly string[] =>
  scene.slack.messages(dest).flatMap((message) => plainText(message).split('\n'));

/** The lines for everybody that name an id, of a paper or a draft. */
export const naming = (scene: Scene, id: string): readonly string[] =>
  linesTo(scene, PAPERS).filter((line) => line.includes(id));

/** The papers that people were told of: an id for each line, as often as it stands there. */
export const told = (scene: Scene): readonly string[] =>
  linesTo(scene, PAPERS).flatMap((line) => /^- (P\d{4}R\d+)\b/.exec(line)?.[1] ?? []);

/** Ids as `smallIndex` makes them: P1001R0 and so on. */
export const idsFrom = (first: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `P${first + n}R0`);

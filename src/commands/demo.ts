/**
 * `npm run demo`: the real daemon in a world of its own, in about a minute and without network.
 * It tells what happens, shows what operators and people would see, and checks itself: exit code 0
 * when everything was seen that it promises, 1 when not, 130 after Ctrl-C.
 */

import { verdict } from './demo/promises.ts';
import { actorCrashes } from './demo/scenes/crash.ts';
import { killedWithNews } from './demo/scenes/kill.ts';
import { mailingArrives } from './demo/scenes/mailing.ts';
import { indexComesBack, indexGoesAway } from './demo/scenes/outage.ts';
import { firstStart } from './demo/scenes/start.ts';
import { askedToStop } from './demo/scenes/stop.ts';
import { openStage, type Stage } from './demo/stage.ts';
import { counted, palette } from './demo/story.ts';
import { createTeller } from './demo/teller.ts';

const scenes = [
  firstStart,
  mailingArrives,
  indexGoesAway,
  indexComesBack,
  actorCrashes,
  killedWithNews,
  askedToStop,
];

const INTERRUPTED = 130;

const interrupted = new Promise<number>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => resolve(INTERRUPTED));
  process.stdout.on('error', () => resolve(INTERRUPTED)); // whoever read it is gone: `| head`
});

const colours = palette(process.stdout.isTTY && !process.env['NO_COLOR']);
const tell = createTeller((text) => void process.stdout.write(text), colours);

/** Plays all scenes; the exit code. */
async function play(stage: Stage): Promise<number> {
  const startedAt = performance.now();
  tell.say(
    `PaperScout in ${counted(scenes.length, 'scene')}: the real daemon with a PostgreSQL of its own, a wg21.link and a Slack on loopback. About a minute; Ctrl-C ends it.`,
  );
  const trouble = await playAll(stage);
  const { rows, broken } = verdict(stage.seen);
  tell.summary(rows);
  const took = Math.round((performance.now() - startedAt) / 1_000);
  if (trouble !== null) tell.say(`\n${colours.bad('The demo could not go on.')} ${trouble}`);
  else if (broken.length > 0)
    tell.say(`\n${colours.bad('Not seen as promised:')} ${broken.join('; ')}.`);
  else tell.say(`\n${colours.good(`All ${rows.length} promises were kept`)}, in ${took} s.`);
  return trouble === null && broken.length === 0 ? 0 : 1;
}

/** Null, or the sentence that says why it stopped. */
async function playAll(stage: Stage): Promise<string | null> {
  try {
    for (const scene of scenes) await scene(stage);
    return null;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

const stage = await openStage(tell);
const code = await Promise.race([play(stage), interrupted]);
tell.mute();
if (code === INTERRUPTED) process.stdout.write('\nInterrupted; cleaning up.\n');
await stage.close();
process.exit(code);

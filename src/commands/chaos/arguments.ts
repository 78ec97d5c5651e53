import { parseArgs } from 'node:util';

/** What the command line asks for. */
export type Asked =
  | {
      readonly type: 'run';
      readonly minutes: number;
      readonly seed: number;
      /** The file that gets what the daemons said; null: nobody keeps it. */
      readonly log: string | null;
    }
  | { readonly type: 'help' }
  | { readonly type: 'wrong'; readonly problem: string };

/** How the command is used, for people. */
export const usage = `npm run chaos -- [--minutes N] [--seed N] [--log FILE]

Runs the whole daemon, twice, against a world in which everything goes wrong, and checks at the end
that nothing was lost and nothing was told twice.

  --minutes N   how long faults go on, from 0.5 to 120; default 2
  --seed N      which faults, a whole number from 0; default: another one each time
  --log FILE    where to keep every line of the daemons, and what the database knew of alerts`;

const MOST_SEED = 2 ** 32 - 1;

/** Reads the words behind `npm run chaos --`. */
export function readArguments(words: readonly string[], anySeed: number): Asked {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        minutes: { type: 'string', default: '2' },
        seed: { type: 'string', default: String(anySeed) },
        log: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { type: 'help' };
    const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
    if (!(minutes >= 0.5 && minutes <= 120))
      return { type: 'wrong', problem: '--minutes takes a number from 0.5 to 120' };
    if (!Number.isInteger(seed) || seed < 0 || seed > MOST_SEED)
      return { type: 'wrong', problem: `--seed takes a whole number from 0 to ${MOST_SEED}` };
    return { type: 'run', minutes, seed, log: values.log ?? null };
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown; // parseArgs names the word that it does not know
    return { type: 'wrong', problem: thrown.message };
  }
}

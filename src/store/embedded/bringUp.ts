import { setTimeout as sleep } from 'node:timers/promises';
import { asFailure, notStarted } from './failures.ts';
import { type Answer, answerOf, type Owner, openOwner } from './owner.ts';
import type { Place } from './place/place.ts';
import type { Binaries } from './server/binaries.ts';
import { type Launched, launch, type Settings } from './server/launch.ts';
import { readPidFile, removeStale } from './server/pidFile.ts';

/** How long things may take, all in ms but the last. */
export interface Limits {
  /** From the first question to an answer; a server in recovery needs its time. */
  readonly answerMs: number;
  /** Between two questions while our server starts. */
  readonly askEveryMs: number;
  /** Between two tries while another process may be starting or ending one. */
  readonly tryEveryMs: number;
  /** How long another owner may take to go away. */
  readonly lockMs: number;
  /** The log is set aside at a start when it has more bytes. */
  readonly logBytes: number;
}

/** Everything that is settled before the first question. */
export interface Site {
  readonly place: Place;
  readonly binaries: Binaries;
  readonly sockets: string;
  readonly settings: Settings;
  readonly limits: Limits;
  /** Only there can a stale pid file be told from a living server's. */
  readonly linux: boolean;
}

/** A server that answers, with the lock on it. */
export interface Up {
  readonly owner: Owner;
  readonly how: 'started' | 'adopted';
  /** Where its socket is; an adopted server may have been started with another temporary folder. */
  readonly sockets: string;
}

/** Normal for a while after a server was killed: its last processes are still leaving. */
const passing = /lock file ".*" already exists|shared memory block/;

/** What came of a start that did not last; throws when waiting will not help. */
const reconsider = async (site: Site, launched: Launched): Promise<void> => {
  const why = (await launched.lastWord()) ?? launched.ended() ?? 'it said nothing';
  if (!passing.test(why)) throw notStarted(why, site.place.logFile);
  if (site.linux) await removeStale(site.place.data, site.sockets);
};

const start = (site: Site): Promise<Launched> => {
  const { place, binaries, sockets, settings, limits } = site;
  return launch(place, binaries.postgres, sockets, settings, limits.logBytes);
};

/** One more try, after nobody answered: our running server, a new one, or null to wait a little. */
const again = async (
  site: Site,
  answer: Answer,
  launched: Launched | null,
): Promise<Launched | null> => {
  if (launched !== null && launched.ended() !== null) {
    await reconsider(site, launched);
    return null;
  }
  return answer.type === 'nobody' && launched === null ? start(site) : launched;
};

const claim = async (site: Site, owner: Owner): Promise<void> => {
  const directory = await owner.dataDirectory();
  if (directory !== site.place.data)
    throw notStarted(`a server for ${directory} answers on its socket`, site.place.logFile);
  await owner.lock(site.limits.lockMs);
  await owner.ensureDatabase();
  owner.keep();
};

type Turn =
  | { readonly type: 'up'; readonly up: Up }
  | { readonly type: 'wait'; readonly launched: Launched | null };

/** One question and what follows from its answer. */
const turn = async (site: Site, onLost: () => void, launched: Launched | null): Promise<Turn> => {
  const sockets = (await readPidFile(site.place.data))?.socketDir ?? site.sockets;
  const owner = openOwner(sockets, onLost);
  try {
    await claim(site, owner);
    const how = launched?.ended() === null ? 'started' : 'adopted';
    return { type: 'up', up: { owner, how, sockets } };
  } catch (error) {
    await owner.close();
    const answer = answerOf(error);
    if (answer === null) throw error;
    return { type: 'wait', launched: await again(site, answer, launched) };
  }
};

/**
 * Asks who answers on the socket until it is a server of our own, adopts it or starts one, and
 * takes the lock. A server that was started stays when this fails: the next try adopts it.
 * Throws CONFIG/`second_instance`, DB/`disk_full`, DB/`embedded`.
 */
export const bringUp = async (site: Site, onLost: () => void, stop: AbortSignal): Promise<Up> => {
  const { limits, place } = site;
  const until = performance.now() + limits.answerMs;
  let launched: Launched | null = null;
  try {
    while (performance.now() < until) {
      const next: Turn = await turn(site, onLost, launched);
      if (next.type === 'up') return next.up;
      launched = next.launched;
      const pause = launched === null ? limits.tryEveryMs : limits.askEveryMs;
      await sleep(pause, undefined, { signal: stop });
    }
  } catch (error) {
    if (stop.aborted) launched?.interrupt(); // it may have no pid file yet, by which it is stopped
    throw asFailure(error, place.logFile);
  }
  throw notStarted(`no answer within ${limits.answerMs / 1_000} s`, place.logFile);
};

import { bad, type Finding, note, ok } from './finding.ts';

/** Where the daemon fetches from or posts to; the name is the variable. */
export interface Target {
  readonly variable: string;
  readonly url: string;
}

const TIMEOUT_MS = 10_000;
/** A slow answer moves the two readings apart; what is less than this is nobody's business. */
const WORST_SKEW_MS = 10_000;

interface Looked {
  readonly finding: Finding;
  /** How far our clock is ahead of the server's, in ms; null when it named no time. */
  readonly aheadMs: number | null;
}

/** Whether each host answers at all, and whether our clock agrees with theirs. */
export async function hostFindings(targets: readonly Target[]): Promise<readonly Finding[]> {
  const looked = await Promise.all(targets.map(look));
  return [...looked.map(({ finding }) => finding), clock(looked)];
}

/** Any answer will do: a host that refuses a question without a token is there. */
async function look({ variable, url }: Target): Promise<Looked> {
  const { host, origin } = new URL(url);
  const began = Date.now();
  try {
    const answer = await fetch(origin, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const took = Date.now() - began;
    const theirs = Date.parse(answer.headers.get('date') ?? '');
    return {
      finding: ok(variable, `${host} answers in ${took} ms`),
      aheadMs: Number.isNaN(theirs) ? null : Math.round(began + took / 2 - (theirs + 500)),
    };
  } catch (thrown) {
    const hint = 'look at DNS, the firewall and the proxy';
    return {
      finding: bad(variable, `${host} does not answer (${why(thrown)}): ${hint}`),
      aheadMs: null,
    };
  }
}

function why(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'unknown';
  const { cause } = thrown;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return thrown.name;
}

function clock(looked: readonly Looked[]): Finding {
  const skews = looked.flatMap(({ aheadMs }) => aheadMs ?? []).sort((a, b) => a - b);
  const middle = skews[Math.floor(skews.length / 2)];
  if (middle === undefined) return note('clock', 'no host said what time it is');
  const seconds = (Math.abs(middle) / 1_000).toFixed(1);
  const words = `${seconds} s ${middle < 0 ? 'behind' : 'ahead'}`;
  return Math.abs(middle) > WORST_SKEW_MS
    ? bad('clock', `${words} of the hosts asked: switch on time synchronisation (NTP)`)
    : ok('clock', `${words}, as exactly as hosts say`);
}

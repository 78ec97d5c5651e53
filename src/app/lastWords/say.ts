import { mayTell, readLastExit, writeLastExit } from './record.ts';
import { type LastExit, type LastRequest, type LastTargets, lastRequests } from './requests.ts';

/** Which channels took the notice; null: it was told already, or there is nobody to tell. */
export type Said = readonly LastRequest['channel'][] | null;

/** Sends one request; false when it was not taken. Never rejects. */
export type SendLast = (request: LastRequest, withinMs: number) => Promise<boolean>;

const WITHIN_MS = 3_000;
const SLACK_MS = 1_500;

/**
 * Tells operators that the process ends, past all machinery: Slack, and if it does not take it all
 * other ways at once. Once in ten minutes for each reason, within three seconds.
 */
export async function sayLastWords(
  exit: LastExit,
  { targets, dataDir, send }: { targets: LastTargets; dataDir: string; send: SendLast },
): Promise<Said> {
  const last = readLastExit(dataDir);
  const requests = mayTell(last, exit) ? lastRequests(targets, exit) : [];
  const took = await slackElseOthers(requests, send);
  writeLastExit(dataDir, last, exit, took.length > 0);
  return requests.length === 0 ? null : took;
}

async function slackElseOthers(
  requests: readonly LastRequest[],
  send: SendLast,
): Promise<readonly LastRequest['channel'][]> {
  const slack = requests.find(({ channel }) => channel === 'slack');
  if (slack !== undefined && (await send(slack, SLACK_MS))) return ['slack'];
  const leftMs = slack === undefined ? WITHIN_MS : WITHIN_MS - SLACK_MS;
  const others = requests.filter(({ channel }) => channel !== 'slack');
  const took = await Promise.all(others.map((one) => send(one, leftMs)));
  return others.filter((_, n) => took[n]).map(({ channel }) => channel);
}

/** The first of the other ways that takes it, else Slack: from a thread whose process hangs. */
export async function firstThatTakes(
  requests: readonly LastRequest[],
  send: SendLast,
  withinMs: number,
): Promise<boolean> {
  const until = performance.now() + withinMs;
  const inOrder = [
    ...requests.filter(({ channel }) => channel !== 'slack'),
    ...requests.filter(({ channel }) => channel === 'slack'),
  ];
  for (const one of inOrder) {
    const leftMs = until - performance.now();
    if (leftMs > 0 && (await send(one, leftMs))) return true;
  }
  return false;
}

/** Sends by Node's own fetch: nothing of ours may be needed now. A redirect is not followed. */
export const sendNow: SendLast = async ({ channel, url, headers, body }, withinMs) => {
  try {
    const signal = AbortSignal.timeout(Math.max(1, Math.round(withinMs)));
    const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal });
    if (!answer.ok) return false;
    return channel !== 'slack' || isOk(await answer.json());
  } catch {
    return false; // whatever it was: the next way is tried, and the process ends
  }
};

const isOk = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && Reflect.get(answer, 'ok') === true;

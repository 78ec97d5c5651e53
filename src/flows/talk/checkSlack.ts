import { Failure } from '../../domain/health/failure.ts';
import { neededScopes, optionalScopes } from '../../domain/talk/scopes.ts';
import type { Authorised, SeenChannel, SlackSetup } from '../../ports/talk/setup.ts';

/** Something that people have to set right; the message says what to do. */
export interface Problem {
  /** What is wrong: a variable, or a right at Slack. */
  readonly about: string;
  readonly failure: Failure;
}

/** What the checks found. */
export interface SlackChecked {
  /** Null when the token was not taken, or Slack could not be asked. */
  readonly authorised: Authorised | null;
  readonly problems: readonly Problem[];
  /** Rights that would make more possible, and what. */
  readonly missing: readonly string[];
  /** Questions that Slack did not answer: nothing is known of these. */
  readonly unanswered: readonly Failure[];
}

/** What is checked. */
export interface CheckSlackNeeds {
  readonly setup: SlackSetup;
  /** Channels by the variable that names them; null is not set. */
  readonly channels: Readonly<Record<string, string | null>>;
}

/** Asks Slack how we are set up. Posts nothing, and never throws: Slack may be down. */
export async function checkSlack({ setup, channels }: CheckSlackNeeds): Promise<SlackChecked> {
  const asked = await attempt('SLACK_BOT_TOKEN', () => setup.authorised());
  if (asked.type === 'failed') return { authorised: null, missing: [], ...asked };
  const { scopes } = asked.value;
  const granted = new Set(scopes ?? [...neededScopes, ...Object.keys(optionalScopes)]);
  const looks = await Promise.all(
    Object.entries(channels)
      .filter((entry): entry is [string, string] => entry[1] !== null)
      .map(async ([variable, id]) => {
        const seen = await attempt(variable, () => setup.channel(id));
        return seen.type === 'failed' ? seen : channelProblems(variable, seen.value, granted);
      }),
  );
  const lacking = neededScopes.filter((scope) => !granted.has(scope));
  return {
    authorised: asked.value,
    problems: [
      ...(lacking.length > 0 ? [{ about: 'Slack scopes', failure: noScopes(lacking) }] : []),
      ...looks.flatMap(({ problems }) => problems),
    ],
    missing: Object.entries(optionalScopes)
      .filter(([scope]) => !granted.has(scope))
      .map(([scope, use]) => `${scope} (${use})`),
    unanswered: looks.flatMap(({ unanswered }) => unanswered),
  };
}

type Found = Pick<SlackChecked, 'problems' | 'unanswered'>;

type Attempt<T> =
  | { readonly type: 'answered'; readonly value: T }
  | ({ readonly type: 'failed' } & Found);

/** Slack's "no" is a problem of the set-up; no answer at all is none. */
async function attempt<T>(about: string, ask: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { type: 'answered', value: await ask() };
  } catch (thrown) {
    const failure = Failure.from(thrown, operation);
    const isNo = failure.category === 'SLACK' && failure.reason !== 'http_5xx';
    return isNo
      ? { type: 'failed', problems: [{ about, failure: refusal(about, failure) }], unanswered: [] }
      : { type: 'failed', problems: [], unanswered: [failure] };
  }
}

function channelProblems(
  variable: string,
  { archived, member, private: isPrivate }: SeenChannel,
  granted: ReadonlySet<string>,
): Found {
  const canPost = member || (!isPrivate && granted.has('chat:write.public'));
  if (!archived && canPost) return { problems: [], unanswered: [] };
  const failure = unusable(variable, archived ? ARCHIVED : UNINVITED);
  return { problems: [{ about: variable, failure }], unanswered: [] };
}

const ARCHIVED = 'the channel is archived: unarchive it, or name another';
const UNINVITED = 'the bot is not in the channel: write /invite @paperscout there';

const operation = 'slack.check';

/** One problem, however many are missing: they are all mended by one installation. */
const noScopes = (scopes: readonly string[]): Failure =>
  new Failure({
    category: 'CONFIG',
    reason: 'invalid',
    operation,
    message: `Slack scopes are missing (${scopes.join(', ')}): install the app again from docs/slack-manifest.yaml`,
  });

const unusable = (variable: string, what: string): Failure =>
  new Failure({
    category: 'CONFIG',
    reason: 'channel_unusable',
    operation,
    message: `${variable}: ${what}`,
  });

/** Slack refuses the question itself. */
function refusal(about: string, { reason, message }: Failure): Failure {
  if (about === 'SLACK_BOT_TOKEN')
    return new Failure({
      category: 'CONFIG',
      reason: 'invalid',
      operation,
      message: `SLACK_BOT_TOKEN is refused (${reason}): copy it again (OAuth & Permissions)`,
    });
  return unusable(about, `Slack says ${message}: is the id right, and the bot invited?`);
}

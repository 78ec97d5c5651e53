import { type LastTargets, noticeRequests } from '../../../app/lastWords/requests.ts';
import type { SendLast } from '../../../app/lastWords/say.ts';
import type { GivenOrder, Order, Ordered } from '../../../http/debug/routes.ts';
import type { Recorder } from './record.ts';

/** What a test of a channel takes. */
export interface ChannelTestNeeds {
  readonly targets: LastTargets;
  /** Null: no dead man's switch. */
  readonly deadman: string | null;
  readonly send: SendLast;
  readonly record: Recorder;
  readonly now: () => number;
  readonly newId: () => string;
}

const names = ['slack', 'ntfy', 'discord', 'webhook', 'deadman'];
const WITHIN_MS = 10_000;
const text =
  'This is a test of the ways on which PaperScout tells its operators. Nothing is wrong.';

/** `POST /debug/channels/:name/test`: one notice on one way, past all machinery. */
export function channelOrders(needs: ChannelTestNeeds): readonly Order[] {
  const give = async ({ part }: GivenOrder): Promise<Ordered> => {
    const name = part('name');
    if (!names.includes(name))
      return {
        status: 404,
        body: { error: `no channel of this name; there are ${names.join(', ')}` },
      };
    const request = requestFor(needs, name);
    if (request === undefined) return { status: 409, body: { error: `${name} is not set up` } };
    return needs.record(`test ${name}`, async () => {
      const delivered = await needs.send(request, WITHIN_MS);
      return { status: delivered ? 200 : 502, body: { channel: name, delivered } };
    });
  };
  return [{ method: 'POST', path: 'channels/:name/test', fields: [], give }];
}

function requestFor({ targets, deadman, now, newId }: ChannelTestNeeds, name: string) {
  if (name === 'deadman')
    return deadman === null
      ? undefined
      : {
          channel: 'deadman' as const,
          url: deadman,
          headers: {},
          body: JSON.stringify({ status: 'test' }),
        };
  const note = {
    key: 'self.test',
    episode: newId(),
    state: 'test',
    severity: 'P3',
    title: 'Test notice',
    text,
    at: now(),
    priority: '3',
    tag: 'white_check_mark',
    sign: '🔵',
  };
  return noticeRequests(targets, note).find(({ channel }) => channel === name);
}

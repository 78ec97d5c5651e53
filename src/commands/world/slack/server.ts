/** One call to the double: read, refuse, take effect, answer. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { type Meant, sendFault, sendJson, sendLimit } from './answer.ts';
import { type Args, readArgs } from './args.ts';
import type { Fault, Faults } from './faults.ts';
import { chatMethods, type Method } from './methods/chat.ts';
import { badManners } from './methods/manners.ts';
import { otherMethods } from './methods/other.ts';
import { SlackRefusal } from './methods/refusal.ts';
import { checkRights, type Tokens } from './methods/rights.ts';
import type { Pacing } from './pacing.ts';
import type { CallRecord, Records } from './records.ts';
import type { Answers } from './socket/answers.ts';
import type { Workspace } from './workspace.ts';

/** What the server of a double works with. */
export interface Backstage {
  readonly workspace: Workspace;
  readonly faults: Faults;
  readonly pacing: Pacing;
  readonly records: Records;
  readonly tokens: Tokens;
  readonly answers: Answers;
  /** How long the next call travels, in ms; drawn anew for each. */
  readonly latencyMs: () => number;
  /** Gives a new address for a socket connection. */
  readonly ticket: () => string;
}

const methods: Readonly<Record<string, Method>> = { ...chatMethods, ...otherMethods };

/** Answers one request. */
export async function serve(
  stage: Backstage,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = /^\/api\/([\w.]+)$/.exec(request.url ?? '')?.[1];
  const body = await text(request);
  const at = stage.workspace.now();
  if (request.url?.startsWith('/answers/')) return answerTo(stage, request.url, body, response);
  if (method === undefined) {
    stage.records.note('stray_request', { method: request.url ?? '', channel: '', at });
    response.writeHead(404).end();
    return;
  }
  const args = readArgs(request.headers['content-type'] ?? '', body);
  const call = stage.records.begin(method, args ?? {}, at);
  const delayMs = stage.latencyMs();
  if (delayMs > 0) await setTimeout(delayMs, undefined, { ref: false });
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const outcome = await answer({ stage, call, args, token }, response);
  stage.records.end(call, outcome, stage.workspace.now());
}

/** A post to a response URL; its faults go under the name `response_url`. */
async function answerTo(
  { faults, answers }: Backstage,
  path: string,
  body: string,
  response: ServerResponse,
): Promise<void> {
  const fault = faults.next('response_url', {});
  if (fault?.answer.type === 'slow') await setTimeout(fault.answer.byMs, undefined, { ref: false });
  else if (fault !== null) return sendFault(response, fault.answer, {});
  const { status, text: said } = answers.take(path, body);
  response.writeHead(status, { 'content-type': 'text/plain' }).end(said);
}

interface Asked {
  readonly stage: Backstage;
  readonly call: CallRecord;
  /** Null when the body could not be read. */
  readonly args: Args | null;
  readonly token: string;
}

/** Gives the outcome as it is noted. */
async function answer(asked: Asked, response: ServerResponse): Promise<string> {
  const { stage, call } = asked;
  const { records, pacing, workspace, faults } = stage;
  for (const name of badManners(call.method, call.args)) records.note(name, call);
  const haste = pacing.check(call.method, call.channel, workspace.now(), call.at);
  if (haste !== null) {
    records.note(haste.breach, call);
    sendLimit(response, String(Math.ceil(haste.waitMs / 1_000)));
    return 'ratelimited';
  }
  const fault = faults.next(call.method, call.args);
  if (fault !== null) return spoiled(asked, fault, response);
  const meant = effect(asked);
  sendJson(response, meant, [...workspace.rights.scopes]);
  return outcomeOf(meant);
}

async function spoiled(asked: Asked, fault: Fault, response: ServerResponse): Promise<string> {
  const { stage, call } = asked;
  const { answer: how } = fault;
  if (how.type === 'slow') {
    await setTimeout(how.byMs, undefined, { ref: false });
    const meant = effect(asked);
    sendJson(response, meant, [...stage.workspace.rights.scopes]);
    return outcomeOf(meant);
  }
  const meant = fault.effect === true ? effect(asked) : { ok: true, ts: '1700000000.000001' };
  if (how.type === 'limit' || how.type === 'message_limit')
    stage.pacing.close(how, { ...call, at: stage.workspace.now() });
  await sendFault(response, how, meant);
  return how.type === 'error' ? how.code : how.type;
}

const outcomeOf = (meant: Meant): string => (meant['ok'] === true ? 'ok' : String(meant['error']));

/** Does what is asked; the answer as Slack means it. */
function effect({ stage, call, args, token }: Asked): Meant {
  const { workspace, tokens, ticket } = stage;
  try {
    if (args === null) throw new SlackRefusal('invalid_json');
    if (call.method === 'apps.connections.open') {
      checkRights(workspace, tokens, { ...call, token });
      return { ok: true, url: ticket() };
    }
    const method = methods[call.method];
    if (method === undefined) throw new SlackRefusal('unknown_method');
    checkRights(workspace, tokens, { ...call, token });
    return { ok: true, ...method(workspace, args) };
  } catch (error) {
    if (error instanceof SlackRefusal) return { ok: false, error: error.code, ...error.fields };
    throw error;
  }
}

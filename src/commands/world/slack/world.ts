/**
 * The project's own double of Slack: a server on loopback that the real client library talks to
 * through `SLACK_API_URL`. It keeps messages, enforces Slack's limits, notes every breach, and
 * goes wrong in every way that a test asks for.
 */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Changes, changesTo } from './changes.ts';
import { type Fault, noFaults } from './faults.ts';
import { listing } from './listing.ts';
import type { Tokens } from './methods/rights.ts';
import { fullBuckets } from './pacing.ts';
import { type Breach, type CallRecord, noRecords } from './records.ts';
import { serve } from './server.ts';
import { type Answer, noAnswers } from './socket/answers.ts';
import { openSide, type SideOptions, type SocketSide } from './socket/side.ts';
import { emptyWorkspace, type Message, plainScopes, type Whisper } from './workspace.ts';

/** What may be said about a double; everything has a default. */
export interface SlackWorldOptions {
  /** `C…` public and `G…` private channels that the bot is in. */
  readonly channels?: readonly string[];
  readonly users?: readonly string[];
  /** Granted bot scopes; without a word those of a plain installation. */
  readonly scopes?: readonly string[];
  /** False: no limits of rate, for tests that are faster than Slack; a 429 still means silence. */
  readonly paced?: boolean;
  readonly now?: () => number;
  readonly port?: number;
  readonly socket?: SideOptions;
}

/** A running double. */
export interface SlackWorld {
  /** For `SLACK_API_URL`; ends with a slash. */
  readonly url: string;
  readonly tokens: Tokens;
  /** Admins and people at work. */
  readonly change: Changes;
  /** Commands, events and clicks, and the connections that carry them. */
  readonly socket: SocketSide;
  /** What was posted to response URLs. */
  answers(): readonly Answer[];
  fault(fault: Fault): void;
  clearFaults(): void;
  /** Each call travels between `fromMs` and `toMs`, so that calls overtake each other. */
  latency(fromMs: number, toMs: number): void;
  calls(method?: string): readonly CallRecord[];
  breaches(): readonly Breach[];
  /** All stored messages, or those of one conversation, in the order of their `ts`. */
  messages(channel?: string): readonly Message[];
  whispers(): readonly Whisper[];
  /** The blocks of a person's home tab. */
  home(user: string): readonly unknown[] | null;
  /** All messages as a terminal can show them. */
  listing(channel?: string): string;
  /** Refuses connections until `comeBack`; open ones are cut. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  /** Cuts everything. */
  close(): Promise<void>;
}

/** Opens a double. Its tokens are made up and good for nothing else. */
export async function openSlackWorld(options: SlackWorldOptions = {}): Promise<SlackWorld> {
  const { channels = ['C0PAPERS', 'C0OPS'], users = ['U0ADA', 'U0BOB'] } = options;
  const { scopes = plainScopes, now = Date.now } = options;
  const workspace = emptyWorkspace({ channels, users, scopes, now });
  const answers = noAnswers(() => `http://127.0.0.1:${port}`, now);
  const records = noRecords();
  const note = (name: string): void => records.note(name, { method: '', channel: '', at: now() });
  const links = openSide(workspace, answers, note, options.socket ?? {});
  const stage = {
    workspace,
    answers,
    records,
    faults: noFaults(),
    pacing: fullBuckets(options.paced),
    tokens: { bot: 'xoxb-0000-world-bot', app: 'xapp-0-A0-0000-world' },
    latencyMs: () => travel.fromMs + Math.random() * (travel.toMs - travel.fromMs),
    ticket: () => `ws://127.0.0.1:${port}/link/?ticket=${links.ticket()}`,
  };
  let travel = { fromMs: 0, toMs: 0 };
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    // A connection that the client gave up is no trouble of the double.
    serve(stage, request, response).catch((error: unknown) => response.destroy(asError(error)));
  });
  server.on('upgrade', links.upgrade);
  const listen = async (at: number): Promise<void> => {
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
  };
  const shut = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    links.shut();
    await closed;
  };
  await listen(options.port ?? 0);
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  const messages = (channel?: string): readonly Message[] =>
    workspace.messages.filter((one) => channel === undefined || one.channel === channel);
  return {
    url: `http://127.0.0.1:${port}/api/`,
    tokens: stage.tokens,
    change: changesTo(workspace),
    socket: links.side,
    answers: () => answers.all,
    fault: (fault) => stage.faults.add(fault),
    clearFaults: () => {
      stage.faults.clear();
      stage.pacing.reset();
    },
    latency: (fromMs, toMs) => {
      travel = { fromMs, toMs };
    },
    calls: (method) =>
      stage.records.calls.filter((one) => method === undefined || one.method === method),
    breaches: () => stage.records.breaches,
    messages,
    whispers: () => workspace.whispers,
    home: (user) => workspace.homes.get(user) ?? null,
    listing: (channel) => listing(messages(channel)),
    goAway: shut,
    comeBack: () => listen(port),
    close: shut,
  };
}

const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown));

/** A real browser, driven by its own protocol: nothing to install beside Debian's `chromium`. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const program =
  ['chromium', 'chromium-browser', 'google-chrome'].find(
    (name) => spawnSync(name, ['--version']).status === 0,
  ) ?? null;

/** Whether there is a browser for the tests; they are skipped without one. */
export const hasChromium = program !== null;

/** One page of the browser. */
export interface Page {
  /** Opens an address and waits until it is loaded. */
  open(url: string): Promise<void>;
  /** What an expression comes to in the page; it must be plain data. */
  see<T>(expression: string): Promise<T>;
  /** Types into whatever has the focus. */
  type(text: string): Promise<void>;
  key(name: 'Enter'): Promise<void>;
  /** A PNG of what is to be seen. */
  picture(): Promise<Buffer>;
  /** Every address that the page has asked for. */
  readonly asked: readonly string[];
  /** What the page has complained of. */
  readonly complaints: readonly string[];
}

export interface Browser {
  page(): Promise<Page>;
  close(): Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

/** Starts a browser without a window. */
export async function startChromium(): Promise<Browser> {
  if (program === null) throw new Error('there is no chromium');
  const profile = mkdtempSync(join(tmpdir(), 'chromium-'));
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-port=0'];
  const child = spawn(program, [...flags, `--user-data-dir=${profile}`, '--window-size=1500,900'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const socket = new WebSocket(await addressOf(child));
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  const wire = wireTo(socket);
  return {
    page: async () => openPage(wire),
    close: async () => {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGKILL');
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (child.stderr === null) throw new Error('no stderr');
  for await (const line of createInterface({ input: child.stderr })) {
    const [, url] = /DevTools listening on (ws:\S+)/.exec(line) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error('chromium ended before it listened');
}

type Send = (
  method: string,
  params?: object,
  sessionId?: string,
) => Promise<Record<string, unknown>>;

interface Wire {
  readonly send: Send;
  hear(listener: (message: Message) => void): void;
}

function wireTo(socket: WebSocket): Wire {
  const waiting = new Map<number, (message: Message) => void>();
  const listeners = new Set<(message: Message) => void>();
  let last = 0;
  socket.addEventListener('message', ({ data }) => {
    const message: Message = JSON.parse(String(data));
    if (message.id === undefined) for (const hear of listeners) hear(message);
    else waiting.get(message.id)?.(message);
  });
  return {
    hear: (listener) => void listeners.add(listener),
    send: (method, params = {}, sessionId) =>
      new Promise((resolve, reject) => {
        last += 1;
        const id = last;
        waiting.set(id, ({ result = {}, error }) => {
          waiting.delete(id);
          if (error === undefined) resolve(result);
          else reject(new Error(`${method}: ${error.message}`));
        });
        socket.send(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }));
      }),
  };
}

async function openPage({ send, hear }: Wire): Promise<Page> {
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  const call = (method: string, params: object = {}) => send(method, params, String(sessionId));
  const asked: string[] = [];
  const complaints: string[] = [];
  let loaded: (() => void) | null = null;
  hear(({ method, params = {}, sessionId: of }) => {
    if (of !== sessionId) return;
    const said = JSON.stringify(params);
    if (method === 'Network.requestWillBeSent') asked.push(requestIn(params));
    if (method === 'Runtime.exceptionThrown' || method === 'Log.entryAdded') complaints.push(said);
    if (method === 'Page.loadEventFired') loaded?.();
  });
  for (const part of ['Page', 'Runtime', 'Network', 'Log']) await call(`${part}.enable`);
  return {
    asked,
    complaints,
    open: async (url) => {
      const done = new Promise<void>((resolve) => {
        loaded = resolve;
      });
      await call('Page.navigate', { url });
      await done;
    },
    see: async <T>(expression: string) => {
      const { result } = await call('Runtime.evaluate', {
        expression,
        returnByValue: true,
        awaitPromise: true,
      });
      return Reflect.get(Object(result), 'value') as T; // the test knows what it asks for
    },
    type: async (text) => void (await call('Input.insertText', { text })),
    key: async (key) => {
      const pressed = { key, code: key, text: '\r', windowsVirtualKeyCode: 13 };
      await call('Input.dispatchKeyEvent', { type: 'keyDown', ...pressed });
      await call('Input.dispatchKeyEvent', { type: 'keyUp', ...pressed });
    },
    picture: async () => {
      const { data } = await call('Page.captureScreenshot', { format: 'png' });
      return Buffer.from(String(data), 'base64');
    },
  };
}

const requestIn = (params: Readonly<Record<string, unknown>>): string =>
  String(Reflect.get(Object(params['request']), 'url'));

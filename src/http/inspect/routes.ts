import { readdirSync, readFileSync } from 'node:fs';
import { Hono } from 'hono';
import type { Streams } from './stream.ts';

/** A machine as the inspector shows it. */
export interface Chart {
  /** As a Mermaid state diagram. */
  readonly mermaid: string;
  /** As data for the page. */
  readonly shape: object;
}

/** What the inspector shows. Nothing in it can be changed by looking. */
export interface InspectNeeds {
  readonly streams: Streams;
  /** The tree, and the number of the last glimpse. */
  readonly tree: () => object;
  /** By the id of the actor; `supervisor` stands for all supervisors. */
  readonly charts: () => Readonly<Record<string, Chart>>;
  /** Whether a token has to be typed into the page. */
  readonly withToken: boolean;
  readonly redact: (text: string) => string;
}

const headers = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

const folder = new URL('./page/', import.meta.url);

const types: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
};

/** `/inspect`, its page and what the page reads. Without these routes there is no inspector: 404. */
export function inspectRoutes(needs: InspectNeeds): Hono {
  const { streams, tree, charts, withToken, redact } = needs;
  const app = new Hono();
  const token = `data-token="${withToken ? 'wanted' : 'none'}"`;
  for (const name of readdirSync(folder)) {
    const text = readFileSync(new URL(name, folder), 'utf8').replace('data-token="none"', token);
    const path = name === 'index.html' ? '/inspect' : `/inspect/${name}`;
    const type = `${types[name.split('.').at(-1) ?? ''] ?? 'text/plain'}; charset=utf-8`;
    app.get(path, (c) => c.body(text, 200, { ...headers, 'content-type': type }));
  }
  app.get('/inspect/tree', (c) => {
    const shapes = Object.entries(charts()).map(([id, { shape }]) => [id, shape]);
    const body = { ...tree(), charts: Object.fromEntries(shapes) };
    return c.body(redact(JSON.stringify(body)), 200, {
      ...headers,
      'content-type': 'application/json',
    });
  });
  app.get('/inspect/stream', (c) => {
    const stream = streams.open(seqIn(c.req.header('last-event-id')));
    if (stream === null)
      return c.json({ error: 'three are watching already' }, 503, { 'retry-after': '15' });
    return c.body(stream, 200, { ...headers, 'content-type': 'text/event-stream' });
  });
  app.get('/inspect/machines/:file', (c) => {
    const file = c.req.param('file');
    const chart = file.endsWith('.mmd') ? charts()[file.slice(0, -4)] : undefined;
    return chart === undefined
      ? c.json({ error: `no machine ${JSON.stringify(file.slice(0, 40))}` }, 404)
      : c.body(chart.mermaid, 200, { ...headers, 'content-type': 'text/plain; charset=utf-8' });
  });
  return app;
}

/** Null: everything that is kept. */
const seqIn = (header: string | undefined): number | null =>
  header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : null;

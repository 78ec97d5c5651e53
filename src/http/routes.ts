import { Hono } from 'hono';
import {
  type HealthDocument,
  healthDocument,
  type Release,
} from '../domain/health/document/document.ts';
import type { Collection } from './collect.ts';

/** What the three public paths need. Functions, never the actors behind them. */
export interface PublicNeeds {
  readonly release: Release;
  readonly collect: () => Promise<Collection>;
  /** Why nobody should be routed here; empty when ready. */
  readonly notReady: () => readonly ('starting' | 'draining')[];
}

/** `GET /livez`, `/readyz`, `/health`; `operators` shows the whole document. */
export function publicRoutes(needs: PublicNeeds, operators: boolean): Hono {
  const app = new Hono();
  const health = healthAnswer(needs, operators);
  app.get('/livez', (c) => c.text('ok'));
  app.get('/readyz', (c) => {
    const reasons = needs.notReady();
    return reasons.length === 0 ? c.json({ ready: true }) : c.json({ ready: false, reasons }, 503);
  });
  app.get('/health', async (c) => {
    const { status, body } = await health();
    const plainJson = (c.req.header('accept') ?? '').includes('application/json');
    return c.body(body, status === 'fail' ? 503 : 200, {
      'content-type': plainJson ? 'application/json' : 'application/health+json',
      'cache-control': 'max-age=5',
    });
  });
  return app;
}

interface Answer {
  readonly status: HealthDocument['status'];
  readonly body: string;
}

/** The document as text, written once for each collection. */
function healthAnswer(
  { release, collect }: PublicNeeds,
  operators: boolean,
): () => Promise<Answer> {
  const written = new WeakMap<Collection, Answer>();
  return async () => {
    const collection = await collect();
    const known = written.get(collection);
    if (known !== undefined) return known;
    const document = healthDocument(collection.parts, release, collection.at, operators);
    const answer = { status: document.status, body: JSON.stringify(document) };
    written.set(collection, answer);
    return answer;
  };
}

/** Adds what every listener answers to strangers: 405 with `Allow`, 404, and 500 as JSON. */
export function strangers(app: Hono, onError: (thrown: unknown) => void): Hono {
  const paths = new Map<string, Set<string>>();
  for (const { path, method } of app.routes) {
    const methods = paths.get(path) ?? new Set<string>();
    paths.set(path, methods.add(method));
    if (method === 'GET') methods.add('HEAD');
  }
  for (const [path, methods] of paths) {
    if (path.includes('*')) continue;
    app.all(path, (c) =>
      c.json({ error: 'method not allowed' }, 405, { allow: [...methods].sort().join(', ') }),
    );
  }
  app.notFound((c) => c.json({ error: 'not found' }, 404));
  app.onError((thrown, c) => {
    onError(thrown);
    return c.json({ error: 'internal error' }, 500);
  });
  return app;
}

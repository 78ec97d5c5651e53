import { Hono } from 'hono';

/** What operators may look into. Functions that give plain data. */
export interface DebugNeeds {
  /** The supervision tree: status, state, incarnation, restarts of every actor. */
  readonly actors: () => unknown;
  /** The last events of one actor, oldest first; null: nobody looks (`INSPECT=off`). */
  readonly eventsOf: ((id: string) => readonly object[]) | null;
  /** Makes an actor crash or hang. Only the demo has it; null everywhere else. */
  readonly injectFault: ((id: string, fault: 'crash' | 'hang') => boolean) | null;
}

/** `GET /debug/actors`, `/debug/actors/:id/events`, and in the demo `POST /debug/actors/:id/fault/:fault`. */
export function debugRoutes({ actors, eventsOf, injectFault }: DebugNeeds): Hono {
  const app = new Hono();
  app.get('/debug/actors', (c) =>
    c.json({ supervision: actors() }, 200, { 'cache-control': 'no-store' }),
  );
  if (eventsOf !== null)
    app.get('/debug/actors/:id/events', (c) =>
      c.json({ events: eventsOf(c.req.param('id')) }, 200, { 'cache-control': 'no-store' }),
    );
  if (injectFault === null) return app;
  app.post('/debug/actors/:id/fault/:fault', (c) => {
    const { id, fault } = c.req.param();
    if (fault !== 'crash' && fault !== 'hang')
      return c.json({ error: 'fault: expects crash or hang' }, 400);
    return injectFault(id, fault)
      ? c.json({ id, fault }, 202)
      : c.json({ error: `no actor ${JSON.stringify(id.slice(0, 40))}` }, 404);
  });
  return app;
}

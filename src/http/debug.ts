import { Hono } from 'hono';

/** What operators may look into. Functions that give plain data. */
export interface DebugNeeds {
  /** The supervision tree: status, state, incarnation, restarts of every actor. */
  readonly actors: () => unknown;
  /** Makes an actor crash or hang. Only the demo has it; null everywhere else. */
  readonly injectFault: ((id: string, fault: 'crash' | 'hang') => boolean) | null;
}

/** `GET /debug/actors`, and in the demo `POST /debug/actors/:id/fault/:fault`. */
export function debugRoutes({ actors, injectFault }: DebugNeeds): Hono {
  const app = new Hono();
  app.get('/debug/actors', (c) => c.json(actors() as object, 200, { 'cache-control': 'no-store' }));
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

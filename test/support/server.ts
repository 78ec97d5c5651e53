import type { ServerSettings } from '../../src/store/pool/settings.ts';

/** The settings of a test server's URL; `host=` in it is a socket folder. */
export const serverFrom = (text: string): ServerSettings => {
  const url = new URL(text);
  return {
    host: url.searchParams.get('host') ?? url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)) || 'postgres',
    tls: { mode: 'prefer', ca: null },
    prepare: true,
  };
};

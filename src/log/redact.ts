/** Takes secrets out of text that is about to leave the process. */

const HIDDEN = '[redacted]';

/** Forms that are secret wherever they stand. */
const forms: readonly (readonly [RegExp, string])[] = [
  [/xox[a-z]-[A-Za-z0-9-]+/g, HIDDEN],
  [/xapp-[A-Za-z0-9-]+/g, HIDDEN],
  [/https:\/\/hooks\.slack\.com\/[^\s"'<>\\]*/g, `https://hooks.slack.com/${HIDDEN}`],
  [/(https:\/\/(?:[\w.-]+\.)?discord(?:app)?\.com\/api\/webhooks\/)[^\s"'<>\\]*/g, `$1${HIDDEN}`],
  [/(wss?:\/\/[^\s"'<>\\?]*)\?[^\s"'<>\\]*/g, `$1?${HIDDEN}`],
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s"'<>\\/@]*@/gi, `$1${HIDDEN}@`],
  [/(authorization"?\s*[:=]\s*"?)(?:bearer |basic )?[^\s"',}\\]+/gi, `$1${HIDDEN}`],
];

const SHORTEST = 6;

/** As it is, and as it stands inside a JSON string or a URL. */
const spellings = (secret: string): readonly string[] => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  encodeURIComponent(secret),
];

/**
 * Makes a function that removes the given values and everything of a secret form. Values under
 * six characters are left alone: they would take half of every line with them.
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const known = [
    ...new Set(secrets.filter(({ length }) => length >= SHORTEST).flatMap(spellings)),
  ].sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const secret of known)
      if (clean.includes(secret)) clean = clean.replaceAll(secret, HIDDEN);
    for (const [form, put] of forms) clean = clean.replace(form, put);
    return clean;
  };
}

/** Slack's "no": `ok: false` with a code. Thrown by the methods of the double, answered by its server. */
export class SlackRefusal extends Error {
  override readonly name = 'SlackRefusal';
  readonly code: string;
  /** Further fields of the answer, such as `needed`. */
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(code: string, fields: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.code = code;
    this.fields = fields;
  }
}

/** Ends the call with a code when `wrong`. */
export function refuseIf(wrong: boolean, code: string): void {
  if (wrong) throw new SlackRefusal(code);
}

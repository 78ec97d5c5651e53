/** A mention of whoever did something at Slack; orders over HTTP name nobody. */
export const personInWords = (who: string): string =>
  /^[UW][A-Z0-9]+$/.test(who) ? `<@${who}>` : 'an operator over HTTP';

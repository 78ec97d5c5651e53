/** Bodies as they lie on isocpp.org, small but true to form. */

/** The start of a PDF as writers make them, filled up to `bytes` in all. */
export function pdfBody(title: string, bytes = 4_096): Buffer {
  const head = `%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n1 0 obj\n<< /Title (${title}) /Creator (LaTeX) >>\nendobj\n`;
  const tail = '\nxref\n0 2\ntrailer\n<< /Size 2 /Info 1 0 R >>\n%%EOF\n';
  const filling = Math.max(0, bytes - head.length - tail.length);
  return Buffer.from(`${head}${'0'.repeat(filling)}${tail}`, 'latin1');
}

/** A paper in HTML: a title, and words to find authors in. */
export function htmlBody(title: string, words = 'We propose what is proposed here. '): Buffer {
  const text = words.repeat(Math.max(1, Math.ceil(1_024 / Math.max(1, words.length))));
  return page(title, `<h1>${title}</h1>\n<p>${text}</p>`);
}

/** What stands where one should log in. */
export const loginPage = page(
  'Log in : Standard C++',
  `<form method="post"><input name="user"><input type="password" name="password"></form>
<p>${'You must be logged in to see this page. '.repeat(30)}</p>`,
);

/** A page that says "not found" without the status of it. */
export const notFoundPage = page(
  'Page not found : Standard C++',
  `<h1>404</h1><p>${'The page that you were looking for is not here. '.repeat(30)}</p>`,
);

function page(title: string, inside: string): Buffer {
  const head = `<head><meta charset="utf-8"><title>${title}</title></head>`;
  return Buffer.from(`<!DOCTYPE html>\n<html lang="en">${head}<body>\n${inside}\n</body></html>\n`);
}

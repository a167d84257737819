/** What a browser sees while the GUI has not been built. */
export const MISSING_BUILD_PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Caterva2</title></head>
<body><h1>Caterva2</h1>
<p>The server runs, but its web pages have not been built. Build them with <code>npm run build:web</code>
(or start with <code>npm start</code>, which does) and start the server again.</p>
<p><a href="/docs">The interface for programs</a> works without them.</p></body></html>
`;

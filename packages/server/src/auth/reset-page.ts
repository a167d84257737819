import { createHash } from "node:crypto";

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 24rem; margin: 4rem auto; padding: 0 1rem; }
label, input, button { display: block; font: inherit; width: 100%; box-sizing: border-box; }
input { margin: .3rem 0 1rem; padding: .5rem; }
button { padding: .6rem; }
output { display: block; margin-top: 1rem; }`;

const SCRIPT = `
const form = document.querySelector("form");
const said = document.querySelector("output");
const token = new URLSearchParams(location.hash.slice(1)).get("token");
if (!token) said.textContent = "This page is opened by the link in the mail; its end is missing here.";
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const password = form.elements.password.value;
  said.textContent = "";
  try {
    const answer = await fetch(location.pathname, { method: "POST", body: JSON.stringify({ token, password }) });
    const { code, detail } = (await answer.json()) ?? {};
    if (answer.ok) {
      form.hidden = true;
      said.textContent = "Your new password is set. Sign in with it.";
    } else if (code === "account.bad_token") {
      said.textContent = "This link has expired or was used already; ask for a new one.";
    } else {
      said.textContent = detail?.reason ?? "The password was not set; try again later.";
    }
  } catch {
    said.textContent = "The server cannot be reached; try again.";
  }
});`;

const hashOf = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Everything the page may do: its own style and script, and asking this server. */
export const RESET_PAGE_POLICY = [
  "default-src 'none'",
  `style-src ${hashOf(STYLE)}`,
  `script-src ${hashOf(SCRIPT)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Where the link of a mail leads. Its secret stands behind `#`, so it never reached the server by opening the page. */
export const RESET_PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>New password</title><style>${STYLE}</style></head>
<body><main><h1>New password</h1>
<form><label for="password">At least 8 characters</label>
<input id="password" name="password" type="password" minlength="8" required autocomplete="new-password">
<button>Set password</button></form><output aria-live="polite"></output></main>
<script>${SCRIPT}</script></body></html>
`;

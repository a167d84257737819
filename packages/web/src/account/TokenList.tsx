import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useApp } from "../app/context.ts";
import { formatDate } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";
import { FailurePane } from "../ui/Status.tsx";
import { FormFailure, useAttempt } from "../ui/use-attempt.tsx";
import { useResource } from "../ui/use-resource.ts";

const LIFETIMES = [
  { days: 30, label: "30 days" },
  { days: 365, label: "1 year" },
] as const;

/** Tokens for scripts and programs: made, listed, revoked. A new one is shown once. */
export function TokenList() {
  const { accounts } = useApp();
  const tokens = useResource("tokens", () => accounts.tokens());
  const [name, setName] = useState("");
  const [scope, setScope] = useState<"read" | "write">("read");
  const [days, setDays] = useState(30);
  const [made, setMade] = useState<string>();
  const { busy, failure, attempt } = useAttempt();
  const id = useId();

  const create = async (event: FormEvent) => {
    event.preventDefault();
    const done = await attempt(async () => setMade(await accounts.createToken(name.trim(), scope, days)));
    if (!done) return;
    setName("");
    tokens.retry();
  };
  const revoke = async (token: string) => {
    if (await attempt(() => accounts.revokeToken(token))) tokens.retry();
  };

  return (
    <section>
      <h3>Tokens for programs</h3>
      {tokens.error ? <FailurePane failure={tokens.error} onRetry={tokens.retry} /> : null}
      {tokens.value && tokens.value.length > 0 ? (
        <table className="tokens">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">May</th>
              <th scope="col">Until</th>
              <th scope="col">Last used</th>
              <th scope="col">
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {tokens.value.map((token) => (
              <tr key={token.id}>
                <th scope="row">{token.name}</th>
                <td>{token.scope}</td>
                <td>{token.expires === undefined ? "revoked" : formatDate(token.expires)}</td>
                <td>{token.lastUsed === undefined ? "never" : formatDate(token.lastUsed)}</td>
                <td>
                  <button
                    type="button"
                    className="icon-button"
                    aria-label={`Revoke ${token.name}`}
                    title="Revoke"
                    onClick={() => revoke(token.id)}
                  >
                    <Icon name="trash" />
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {made === undefined ? null : <NewToken text={made} />}
      <form className="account-row" onSubmit={create}>
        <label htmlFor={`${id}-name`}>
          Name
          <input
            id={`${id}-name`}
            required
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <label htmlFor={`${id}-scope`}>
          May
          <select
            id={`${id}-scope`}
            value={scope}
            onChange={(event) => setScope(event.target.value === "write" ? "write" : "read")}
          >
            <option value="read">read</option>
            <option value="write">read and write</option>
          </select>
        </label>
        <label htmlFor={`${id}-days`}>
          For
          <select id={`${id}-days`} value={days} onChange={(event) => setDays(Number(event.target.value))}>
            {LIFETIMES.map((lifetime) => (
              <option key={lifetime.days} value={lifetime.days}>
                {lifetime.label}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" className="button" disabled={busy}>
          Make a token
        </button>
      </form>
      <FormFailure failure={failure} />
    </section>
  );
}

/** A token just made: it is nowhere to be seen again. */
function NewToken({ text }: { readonly text: string }) {
  const { announce } = useApp();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => announce("Copied."),
      () => announce("The browser did not allow copying."),
    );
  return (
    <div className="new-token" role="status">
      <p>Copy it now: it is shown only this once.</p>
      <div className="row">
        <input ref={field} readOnly aria-label="The new token" value={text} />
        <button type="button" className="button" onClick={copy}>
          <Icon name="copy" /> Copy
        </button>
      </div>
    </div>
  );
}

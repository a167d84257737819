import { type FormEvent, useId, useState } from "react";
import { useApp } from "../app/context.ts";
import { FormFailure, useAttempt } from "../ui/use-attempt.tsx";

/** A new password; all other sessions end with it. */
export function PasswordForm() {
  const { accounts } = useApp();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [done, setDone] = useState(false);
  const { busy, failure, attempt } = useAttempt();
  const id = useId();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setDone(false);
    if (!(await attempt(() => accounts.changePassword(current, next)))) return;
    setCurrent("");
    setNext("");
    setDone(true);
  };
  return (
    <section>
      <h3>Password</h3>
      <form className="account-row" onSubmit={submit}>
        <label htmlFor={`${id}-current`}>
          Present password
          <input
            id={`${id}-current`}
            type="password"
            required
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.target.value)}
          />
        </label>
        <label htmlFor={`${id}-next`}>
          New password
          <input
            id={`${id}-next`}
            type="password"
            required
            minLength={8}
            autoComplete="new-password"
            value={next}
            onChange={(event) => setNext(event.target.value)}
          />
        </label>
        <button type="submit" className="button" disabled={busy}>
          Change
        </button>
      </form>
      <FormFailure failure={failure} />
      {done ? <p role="status">Changed. Other sessions have ended.</p> : null}
    </section>
  );
}

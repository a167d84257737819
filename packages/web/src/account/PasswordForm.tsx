import { type FormEvent, useState } from "react";
import { useApp } from "../app/context.ts";
import { FormFailure, useAttempt } from "../ui/use-attempt.tsx";
import { PasswordField } from "./PasswordField.tsx";

/** A new password; all other sessions end with it. */
export function PasswordForm() {
  const { accounts } = useApp();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [done, setDone] = useState(false);
  const { busy, failure, attempt } = useAttempt();
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
        <PasswordField label="Present password" value={current} onChange={setCurrent} />
        <PasswordField label="New password" value={next} onChange={setNext} fresh />
        <button type="submit" className="button" disabled={busy}>
          Change
        </button>
      </form>
      <FormFailure failure={failure} />
      {done ? <p role="status">Changed. Other sessions have ended.</p> : null}
    </section>
  );
}

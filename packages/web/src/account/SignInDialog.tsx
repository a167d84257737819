import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useApp } from "../app/context.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { FormFailure, useAttempt } from "../ui/use-attempt.tsx";
import { PasswordField } from "./PasswordField.tsx";
import { useSession } from "./session-context.ts";
import "../files/files.css";

type Mode = "signIn" | "register" | "forgot";

const TITLES: Readonly<Record<Mode, string>> = {
  signIn: "Sign in",
  register: "Create an account",
  forgot: "Forgotten password",
};
const VERBS: Readonly<Record<Mode, string>> = { signIn: "Sign in", register: "Create account", forgot: "Send a link" };

/** Sign in, register, or ask for a new password. What was on screen stays, and is there when the dialog closes. */
export default function SignInDialog({ onClose }: { readonly onClose: () => void }) {
  const { accounts, announce } = useApp();
  const { session, refresh } = useSession();
  const [mode, setMode] = useState<Mode>("signIn");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [said, setSaid] = useState("");
  const { busy, failure, attempt, reset } = useAttempt();
  const first = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => first.current?.focus(), []);

  const change = (next: Mode) => {
    setMode(next);
    reset();
    setSaid("");
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (mode === "forgot") {
      if (await attempt(() => accounts.forgotPassword(email))) {
        setSaid("If there is an account with this address, a link is on its way to it.");
      }
      return;
    }
    const signedIn = await attempt(async () => {
      if (mode === "register") await accounts.register(email, password);
      await accounts.signIn(email, password);
    });
    if (!signedIn) return;
    await refresh();
    announce(`Signed in as ${email}.`);
    onClose();
  };

  return (
    <Dialog title={TITLES[mode]} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <label htmlFor={`${id}-email`}>
          E-mail
          <input
            ref={first}
            id={`${id}-email`}
            type="email"
            required
            autoComplete="username"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </label>
        {mode === "forgot" ? null : (
          <PasswordField label="Password" value={password} onChange={setPassword} fresh={mode === "register"}>
            {mode === "register" ? <span className="muted">At least 8 characters.</span> : null}
          </PasswordField>
        )}
        <FormFailure failure={failure} />
        {said === "" ? null : <p role="status">{said}</p>}
        <div className="form-buttons">
          <button type="submit" className="button primary" disabled={busy}>
            {busy ? "Working…" : VERBS[mode]}
          </button>
        </div>
        <p className="form-links">
          {mode === "signIn" ? (
            <>
              <TextButton onClick={() => change("forgot")}>Forgotten password</TextButton>
              {session?.register === true ? (
                <TextButton onClick={() => change("register")}>Create an account</TextButton>
              ) : null}
            </>
          ) : (
            <TextButton onClick={() => change("signIn")}>Back to sign in</TextButton>
          )}
        </p>
      </form>
    </Dialog>
  );
}

function TextButton({ onClick, children }: { readonly onClick: () => void; readonly children: string }) {
  return (
    <button type="button" className="text-button" onClick={onClick}>
      {children}
    </button>
  );
}

import { useApp } from "../app/context.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { PasswordForm } from "./PasswordForm.tsx";
import { useSession } from "./session-context.ts";
import { TokenList } from "./TokenList.tsx";
import "../files/files.css";
import "./account.css";

/** Who is signed in, and what belongs to them alone: password, tokens, sessions. */
export default function AccountDialog({ onClose }: { readonly onClose: () => void }) {
  const { accounts, announce } = useApp();
  const { session, refresh } = useSession();
  const user = session?.user;
  if (user === undefined) return null;
  const leaveEverywhere = async () => {
    await accounts.signOut(true).catch(() => undefined);
    await refresh();
    announce("Signed out everywhere.");
    onClose();
  };
  return (
    <Dialog title={user.email} onClose={onClose}>
      <div className="account">
        {user.superuser ? <p className="muted">Superuser of this server.</p> : null}
        <TokenList />
        <PasswordForm />
        <section>
          <h3>Sessions</h3>
          <p className="muted">Ends every session of yours, this one too; tokens stay.</p>
          <button type="button" className="button" onClick={leaveEverywhere}>
            Sign out everywhere
          </button>
        </section>
      </div>
    </Dialog>
  );
}

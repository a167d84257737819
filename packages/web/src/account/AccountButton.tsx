import { useApp } from "../app/context.ts";
import { Icon } from "../ui/Icon.tsx";
import { Menu } from "../ui/Menu.tsx";
import { useSession } from "./session-context.ts";

/** Signing in, or who is signed in and what that offers; nothing on a server without sign-in. */
export function AccountButton({ onAccount }: { readonly onAccount: () => void }) {
  const { accounts, announce } = useApp();
  const { session, refresh, askToSignIn } = useSession();
  if (session === undefined || !session.signIn) return null;
  if (session.user === undefined) {
    return (
      <button type="button" className="button" onClick={askToSignIn}>
        <Icon name="user" />
        <span>Sign in</span>
      </button>
    );
  }
  const signOut = async () => {
    await accounts.signOut(false).catch(() => undefined);
    await refresh();
    announce("Signed out.");
  };
  return (
    <Menu
      label={`Account of ${session.user.email}`}
      icon="user"
      items={[
        { label: session.user.email, icon: "key", onSelect: onAccount },
        { label: "Sign out", icon: "leave", onSelect: signOut },
      ]}
    />
  );
}

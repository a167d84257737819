import { lazy, Suspense, useEffect, useState } from "react";
import { useSession } from "../account/session-context.ts";
import { useApp, usePlace } from "../app/context.ts";
import type { Facts } from "../data/facts.ts";
import { DatasetPage } from "../dataset/DatasetPage.tsx";
import { baseName } from "../state/place.ts";
import { Icon } from "../ui/Icon.tsx";
import { FailurePane, Loading } from "../ui/Status.tsx";
import { FolderPage } from "./FolderPage.tsx";
import { useFacts } from "./facts-context.ts";

const HeldText = lazy(() => import("./HeldText.tsx"));
const NearestFolder = lazy(() => import("./NearestFolder.tsx"));

/** What a path shows: a folder, a dataset, or why there is neither. */
export function PlacePage({ onOpen }: { readonly onOpen: () => void }) {
  const { path } = usePlace();
  const { data } = useApp();
  const facts = useFacts();
  if (path === "") return <FolderPage key="" path="" onOpen={onOpen} />;
  if (facts.error !== undefined) {
    return (
      <FailurePane failure={facts.error} onRetry={facts.retry}>
        {facts.error.code === "path.not_found" ? (
          <Suspense>
            <NearestFolder data={data} path={path} />
          </Suspense>
        ) : null}
        {FOR_THOSE_SIGNED_IN.has(facts.error.code) ? <SignInInstead /> : null}
      </FailurePane>
    );
  }
  const value = facts.valueKey === path ? facts.value : undefined;
  if (value === undefined) return <Loading key={path} what={`Opening ${baseName(path)}…`} onCancel={facts.cancel} />;
  if (value.kind === "group") return <FolderPage key={path} path={path} onOpen={onOpen} />;
  if (value.kind === "text") {
    return (
      <Suspense>
        <HeldText facts={value} />
      </Suspense>
    );
  }
  return <LiveDataset key={path} facts={value} onReload={facts.retry} />;
}

/** Errors that may be others for somebody who is signed in. */
const FOR_THOSE_SIGNED_IN: ReadonlySet<string> = new Set(["root.forbidden", "request.unauthenticated"]);

function SignInInstead() {
  const { session, askToSignIn } = useSession();
  if (session?.signIn !== true || session.user !== undefined) return null;
  return (
    <button type="button" className="button primary" onClick={askToSignIn}>
      <Icon name="user" /> Sign in to see it
    </button>
  );
}

/** A dataset, and a word when somebody changes it: what is on screen stays until it is asked for. */
function LiveDataset({ facts, onReload }: { readonly facts: Facts; readonly onReload: () => void }) {
  const { changes } = useApp();
  const [changed, setChanged] = useState(false);
  const [version, setVersion] = useState(0);
  useEffect(() => changes.subscribe((path) => path === facts.path && setChanged(true)), [changes, facts.path]);
  const reload = () => {
    setChanged(false);
    setVersion(version + 1);
    onReload();
  };
  return (
    <>
      {changed ? (
        <p className="changed-bar" role="status">
          This file has changed.
          <button type="button" className="button" onClick={reload}>
            <Icon name="retry" /> Show it as it is now
          </button>
        </p>
      ) : null}
      <DatasetPage key={version} facts={facts} />
    </>
  );
}

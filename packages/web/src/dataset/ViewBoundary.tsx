import { Component, type ReactNode } from "react";
import { Failure } from "../data/port.ts";
import { FailurePane } from "../ui/Status.tsx";

/** A view that fails says so in its own place: the header, and the other views, stay. */
export class ViewBoundary extends Component<
  { readonly children: ReactNode },
  { readonly failure: Failure | undefined }
> {
  override state: { readonly failure: Failure | undefined } = { failure: undefined };

  static getDerivedStateFromError(error: unknown): { failure: Failure } {
    const message = error instanceof Error ? error.message : String(error);
    return { failure: error instanceof Failure ? error : new Failure({ code: "internal.unexpected", message }) };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    if (failure === undefined) return this.props.children;
    return <FailurePane failure={failure} onRetry={() => this.setState({ failure: undefined })} />;
  }
}

import { type ReactNode, useId } from "react";

/** Characters of a new password, at the least. */
const MIN_LENGTH = 8;

interface PasswordFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** For a new password; else for the one that is in use. */
  readonly fresh?: boolean;
  readonly children?: ReactNode;
}

export function PasswordField({ label, value, onChange, fresh = false, children }: PasswordFieldProps) {
  const id = useId();
  return (
    <label htmlFor={id}>
      {label}
      <input
        id={id}
        type="password"
        required
        minLength={fresh ? MIN_LENGTH : undefined}
        autoComplete={fresh ? "new-password" : "current-password"}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {children}
    </label>
  );
}

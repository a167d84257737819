/** Runs in the page: the controls that have no name for assistive technology. */
export function controlsWithoutName(): string[] {
  const controls = document.querySelectorAll<HTMLElement>(
    "a[href], button, input, select, textarea, summary, [tabindex='0'], [role=slider], [role=grid], [role=tree], dialog",
  );
  const nameOf = (element: HTMLElement): string => {
    const by = element.getAttribute("aria-labelledby");
    const labels = by?.split(" ").map((id) => document.getElementById(id)?.textContent ?? "");
    const own =
      element instanceof HTMLInputElement || element instanceof HTMLSelectElement
        ? [...(element.labels ?? [])]
        : [element];
    const texts = own.map((label) => label.textContent || "");
    return [element.getAttribute("aria-label") ?? "", ...(labels ?? []), ...texts].join("").trim();
  };
  return [...controls]
    .filter((element) => !element.closest("[aria-hidden=true]") && nameOf(element) === "")
    .map((element) => element.outerHTML.slice(0, 120));
}

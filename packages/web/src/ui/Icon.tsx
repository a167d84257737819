/** Outlined icons on a 16 px grid, drawn for this program. */
const PATHS = {
  folder: "M1.8 12.7V3.8h4.4l1.5 1.8h6.5v7.1z",
  folderOpen: "M1.8 12.7V3.8h4.4l1.5 1.8h5v2M1.8 12.7l2-5.1h10.8l-2 5.1z",
  array: "M2.2 2.2h11.6v11.6H2.2zM6.1 2.2v11.6M9.9 2.2v11.6M2.2 6.1h11.6M2.2 9.9h11.6",
  schunk: "M2.2 3h11.6v2.6H2.2zM2.2 6.7h11.6v2.6H2.2zM2.2 10.4h11.6V13H2.2z",
  container: "M8 1.8l5.6 3v6.4L8 14.2l-5.6-3V4.8zM2.4 4.8L8 7.9l5.6-3.1M8 7.9v6.3",
  file: "M3.4 1.8h6l3.2 3.3v9.1H3.4zM9.2 1.8v3.5h3.4",
  text: "M3.4 1.8h6l3.2 3.3v9.1H3.4zM5.6 7h4.8M5.6 9.3h4.8M5.6 11.6h3",
  image: "M2 3h12v10H2zM2 10.6l3.2-3 2.4 2.2 2.6-3 3.8 3.6M5.2 5.7h.1",
  line: "M2 2v12h12M4 10.5l2.6-4 2.6 2.4L13.4 4",
  table: "M2 3h12v10H2zM2 6.2h12M2 9.6h12M6.4 6.2V13",
  info: "M8 14.2A6.2 6.2 0 108 1.8a6.2 6.2 0 000 12.4zM8 7.3v3.6M8 5.1v.1",
  value: "M3.2 5.5h9.6M3.2 10.5h9.6M6.4 2.4l-1 11.2M10.6 2.4l-1 11.2",
  download: "M8 2v7.6M4.7 6.6L8 9.9l3.3-3.3M2.4 13.4h11.2",
  link: "M6.7 9.3a2.6 2.6 0 003.7 0l2.4-2.4a2.6 2.6 0 10-3.7-3.7l-.8.8M9.3 6.7a2.6 2.6 0 00-3.7 0L3.2 9.1a2.6 2.6 0 103.7 3.7l.8-.8",
  code: "M5.4 4.4L1.8 8l3.6 3.6M10.6 4.4L14.2 8l-3.6 3.6",
  check: "M3 8.4l3.3 3.3L13 5",
  sun: "M8 10.8a2.8 2.8 0 100-5.6 2.8 2.8 0 000 5.6zM8 1.4v1.4M8 13.2v1.4M1.4 8h1.4M13.2 8h1.4M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1",
  moon: "M13.4 9.6A5.8 5.8 0 016.4 2.6a5.8 5.8 0 107 7z",
  system: "M1.8 2.8h12.4v8.2H1.8zM5.4 13.6h5.2M8 11v2.6",
  chevron: "M6 3.8L10.2 8 6 12.2",
  play: "M4.6 2.8l8 5.2-8 5.2z",
  pause: "M5 3v10M11 3v10",
  close: "M3.8 3.8l8.4 8.4M12.2 3.8l-8.4 8.4",
  warning: "M8 2.2l6.4 11.2H1.6zM8 6.6v3M8 11.4v.1",
  menu: "M2.4 4.2h11.2M2.4 8h11.2M2.4 11.8h11.2",
  panel: "M2 2.8h12v10.4H2zM10 2.8v10.4",
  keyboard: "M1.4 4h13.2v8H1.4zM4 6.6h.1M6.7 6.6h.1M9.3 6.6h.1M12 6.6h.1M4.8 9.6h6.4",
  full: "M2.4 6V2.4H6M10 2.4h3.6V6M13.6 10v3.6H10M6 13.6H2.4V10",
  fit: "M2.4 2.4h11.2v11.2H2.4zM5.4 5.4h5.2v5.2H5.4z",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  swap: "M3 5.4h10M10.4 2.8L13 5.4 10.4 8M13 10.6H3M5.6 8L3 10.6l2.6 2.6",
  lock: "M3.6 7.2h8.8v6.4H3.6zM5.4 7.2V5a2.6 2.6 0 015.2 0v2.2",
  unlock: "M3.6 7.2h8.8v6.4H3.6zM5.4 7.2V5a2.6 2.6 0 015-1",
  upload: "M8 10.4V2.6M4.7 5.6L8 2.3l3.3 3.3M2.4 13.4h11.2",
  more: "M3.4 8h.1M8 8h.1M12.6 8h.1",
  copy: "M5.4 5.4h8.2v8.2H5.4zM10.6 5.4V2.4H2.4v8.2h3",
  trash: "M2.8 4.2h10.4M6 4.2V2.4h4v1.8M4.2 4.2l.6 9.4h6.4l.6-9.4M6.8 6.8v4.4M9.2 6.8v4.4",
  user: "M8 8a2.9 2.9 0 100-5.8A2.9 2.9 0 008 8zM2.6 13.8c.5-2.7 2.7-4 5.4-4s4.9 1.3 5.4 4",
  key: "M5.4 13.4a2.8 2.8 0 100-5.6 2.8 2.8 0 000 5.6zM7.4 8.6l6-6M11 5l2 2",
  leave: "M6.4 2.4H2.6v11.2h3.8M6.4 8h7.2M10.8 5.2L13.6 8l-2.8 2.8",
  retry: "M13.4 8A5.4 5.4 0 112.9 6.2M13.4 3v3.6H9.8",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

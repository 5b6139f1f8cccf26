/** Lets the browser save a file that was made here. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken it up by then; a minute is long even for a slow disk.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Addresses of files that were handed out last. */
const handedOut: string[] = [];
/** Of so many files the browser may still be reading. */
const most = 4;

/** Hands a file to the person. */
export function save(name: string, parts: readonly BlobPart[], type: string): void {
  const url = URL.createObjectURL(new Blob([...parts], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // When the browser has read it, however long that takes, nobody says.
  handedOut.push(url);
  if (handedOut.length > most) URL.revokeObjectURL(handedOut.shift() ?? '');
}

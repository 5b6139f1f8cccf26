/** Characters that are gathered before the browser gets them to keep. */
const PART = 1_048_576;

/** Gathers a long text as a file. Finished parts are the browser's, which may keep them on disk: memory stays flat. */
export class BlobWriter {
  readonly #parts: Blob[] = [];
  #text: string[] = [];
  #length = 0;

  add(text: string): void {
    this.#text.push(text);
    this.#length += text.length;
    if (this.#length >= PART) this.#flush();
  }

  end(type: string): Blob {
    this.#flush();
    return new Blob(this.#parts, { type });
  }

  #flush(): void {
    this.#parts.push(new Blob(this.#text));
    this.#text = [];
    this.#length = 0;
  }
}

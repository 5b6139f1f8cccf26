/** Bytes that grow as they are appended and are used again after `clear`. */
export class ByteBuffer {
  #bytes = new Uint8Array(64 * 2 ** 10);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(part: Uint8Array): void {
    const length = this.#length + part.length;
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(length, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(part, this.#length);
    this.#length = length;
  }

  clear(): void {
    this.#length = 0;
  }

  /** What was appended since `clear`; valid until the next change. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

import { closeSync, existsSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

/** Two files of this size are kept: enough to look back days, never a disk full of lines. */
const maxBytes = 16 * 1024 * 1024;

/** A log that starts anew, and keeps the one before as `<name>.1`, when it is full. */
export class LogFile {
  #path;
  #handle;
  #bytes;

  constructor(path) {
    this.#path = path;
    this.#open();
  }

  write(chunk) {
    try {
      if (this.#bytes > maxBytes) this.#turn();
      this.#bytes += writeSync(this.#handle, chunk);
    } catch (error) {
      // A full disk must not end the server over its log; the database says so itself.
      if (error.code !== 'ENOSPC') throw error;
    }
  }

  close() {
    closeSync(this.#handle);
  }

  #turn() {
    closeSync(this.#handle);
    if (existsSync(this.#path)) renameSync(this.#path, `${this.#path}.1`);
    this.#open();
  }

  #open() {
    this.#handle = openSync(this.#path, 'a', 0o600);
    this.#bytes = fstatSync(this.#handle).size;
  }
}

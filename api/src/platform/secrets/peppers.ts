import { createHmac } from 'node:crypto';

/** One pepper: mixed into hashes of login secrets (Argon2's secret value), so that a stolen database alone cannot be guessed against. */
export interface Pepper {
  /** 16 hex digits that follow from the key and do not give it away; every hash names the pepper that it was made with. */
  readonly id: string;
  readonly key: Buffer;
}

const ID_OCTETS = 8;

export function pepperOf(key: Buffer): Pepper {
  const digest = createHmac('sha256', key).update('sealchart/v1/pepper-id').digest();
  return Object.freeze({ id: digest.subarray(0, ID_OCTETS).toString('hex'), key });
}

/** True for what `pepperOf` calls a pepper, and for nothing that could lead out of a folder. */
export function isPepperId(text: string): boolean {
  return /^[0-9a-f]{16}$/.test(text);
}

/** The pepper of new hashes, and the former ones that accounts may still need. */
export class Peppers {
  readonly current: Pepper;
  readonly #known: Map<string, Pepper>;
  readonly #look: (id: string) => Promise<Pepper | undefined>;

  /** `look` searches the secrets folder again for one that was not there at the start. */
  constructor(current: Pepper, former: readonly Pepper[], look: (id: string) => Promise<Pepper | undefined>) {
    this.current = current;
    this.#known = new Map([...former, current].map((pepper) => [pepper.id, pepper]));
    this.#look = look;
  }

  /** All that are known. */
  get all(): readonly Pepper[] {
    return [...this.#known.values()];
  }

  /** The key of a pepper; undefined when it is not in the folder. One that another node has put there since is found. */
  async find(id: string): Promise<Buffer | undefined> {
    const pepper = this.#known.get(id) ?? (await this.#look(id));
    if (pepper) this.#known.set(id, pepper);
    return pepper?.key;
  }
}

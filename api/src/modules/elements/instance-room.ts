import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.ts';
import type { AppConfig } from '../../platform/config/app-config.ts';
import { APP_CONFIG } from '../../platform/config/app-config.ts';
import type { Usage } from './usage.schema.ts';
import { UsagesRepository } from './usages.repository.ts';

/** Milliseconds for which a sum over all records counts. */
const FRESH_MS = 60_000;

/**
 * How much all records may still take together. Summed up once a minute, and what this node stores is added; what others store in
 * that minute goes over the limit at most.
 */
@Injectable()
export class InstanceRoom {
  #summed: { readonly atMs: number; readonly usage: Promise<Usage> } | undefined;
  #since: Usage = { elements: 0, bytes: 0 };

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly usages: UsagesRepository,
    private readonly clock: Clock,
  ) {}

  /** Elements and bytes for which there is room; infinite where there is no limit. */
  async left(): Promise<Usage> {
    const { instanceElements, instanceBytes } = this.config;
    if (instanceElements === 0 && instanceBytes === 0) return { elements: Infinity, bytes: Infinity };
    const nowMs = this.clock.now();
    if (!this.#summed || Math.abs(nowMs - this.#summed.atMs) >= FRESH_MS) {
      this.#summed = { atMs: nowMs, usage: this.usages.sum() };
      this.#since = { elements: 0, bytes: 0 };
    }
    const summed = this.#summed;
    try {
      const { elements, bytes } = await summed.usage;
      return {
        elements: (instanceElements || Infinity) - elements - this.#since.elements,
        bytes: (instanceBytes || Infinity) - bytes - this.#since.bytes,
      };
    } catch (error) {
      // The next one asks again.
      if (this.#summed === summed) this.#summed = undefined;
      throw error;
    }
  }

  /** Notes what this node stored, or what was erased where it is below zero. */
  note({ elements, bytes }: Usage): void {
    this.#since = { elements: this.#since.elements + elements, bytes: this.#since.bytes + bytes };
  }
}

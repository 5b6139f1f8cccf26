import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.ts';
import type { AppConfig } from '../../platform/config/app-config.ts';
import { APP_CONFIG } from '../../platform/config/app-config.ts';
import { UsagesRepository } from './usages.repository.ts';

/** Milliseconds for which a sum over all records counts. */
const FRESH_MS = 60_000;

/**
 * How much all records may still take together. Summed up once a minute, and what this node stores is added; what others store in
 * that minute goes over the limit at most.
 */
@Injectable()
export class InstanceRoom {
  #summed: { readonly atMs: number; readonly bytes: Promise<number> } | undefined;
  #since = 0;

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly usages: UsagesRepository,
    private readonly clock: Clock,
  ) {}

  /** Infinite where there is no limit. */
  async bytesLeft(): Promise<number> {
    const { instanceBytes } = this.config;
    if (instanceBytes === 0) return Infinity;
    const nowMs = this.clock.now();
    if (!this.#summed || Math.abs(nowMs - this.#summed.atMs) >= FRESH_MS) {
      this.#summed = { atMs: nowMs, bytes: this.usages.sumBytes() };
      this.#since = 0;
    }
    const summed = this.#summed;
    try {
      return instanceBytes - (await summed.bytes) - this.#since;
    } catch (error) {
      // The next one asks again.
      if (this.#summed === summed) this.#summed = undefined;
      throw error;
    }
  }

  /** Notes what this node stored, or what was erased where it is below zero. */
  note(bytes: number): void {
    this.#since += bytes;
  }
}

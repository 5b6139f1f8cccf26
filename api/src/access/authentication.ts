import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import passport from 'passport';
import { Strategy } from 'passport-custom';

/** Proves who sends a request; undefined when the proof is missing or wrong. */
export type Proof<Proven> = (request: FastifyRequest) => Promise<Proven | undefined>;

/** How passport wants to hear it: an error, or the proven one, or false. */
type Verdict<Proven> = (error: unknown, proven?: Proven | false) => void;

/** The ways in, by name: passport strategies of this application alone, not of the whole process. */
@Injectable()
export class Authentication {
  readonly #passport = new passport.Passport();

  /** Adds a way in and gives back how to go it. The name `session` belongs to passport itself. */
  use<Proven extends object>(name: string, proof: Proof<Proven>): Proof<Proven> {
    const verify = async (request: unknown, done: Verdict<Proven>): Promise<void> => {
      let proven: Proven | undefined;
      try {
        proven = await proof(request as FastifyRequest);
      } catch (error) {
        return done(error);
      }
      return done(null, proven ?? false);
    };
    this.#passport.use(name, new Strategy((request: unknown, done: Verdict<Proven>) => void verify(request, done)));
    return (request) =>
      new Promise((resolve, reject) => {
        const verdict: Verdict<Proven> = (error, proven) => {
          if (error === null || error === undefined) resolve(proven === false ? undefined : proven);
          else reject(error);
        };
        const middleware = this.#passport.authenticate(name, { session: false }, verdict) as (...args: readonly unknown[]) => void;
        middleware(request, {}, reject);
      });
  }
}

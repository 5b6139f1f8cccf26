import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { LoginHash } from '../modules/accounts/login-hash.ts';

/** As little as Argon2id takes: login secrets have 256 bits, and most tests are not about what it costs to compare one. */
const QUICK = { memoryCost: 64, timeCost: 2, parallelism: 1 };

/** Lets a server hash login secrets quickly: two thirds of the work of a log-in fall away. */
export async function hashQuickly(app: NestFastifyApplication): Promise<void> {
  await app.get(LoginHash, { strict: false }).hashAt(QUICK);
}

import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model } from 'mongoose';
import { ACCOUNTS } from '../platform/database/connections.ts';
import type { SessionDocument } from './session.ts';
import { SESSIONS } from './session.ts';

@Injectable()
export class SessionsRepository {
  constructor(@InjectModel(SESSIONS, ACCOUNTS) private readonly model: Model<SessionDocument>) {}

  async create(session: SessionDocument): Promise<void> {
    await this.model.insertMany([session]);
  }

  /** Whose session it is; null when unknown or past its end, whether or not the database has removed it yet. */
  async findAccount(_id: string, now: Date): Promise<string | null> {
    const session = await this.model.findOne({ _id, expiresAt: { $gt: now } }, { accountId: 1 }).lean<Pick<SessionDocument, 'accountId'>>();
    return session?.accountId ?? null;
  }

  async delete(_id: string, accountId: string): Promise<void> {
    await this.model.deleteOne({ _id, accountId });
  }
}

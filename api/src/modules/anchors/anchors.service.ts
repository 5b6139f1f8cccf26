import { Inject, Injectable } from '@nestjs/common';
import type { Anchor as AnchorStatement, AnchorWriteRequest, NewestAnchorResponse } from '@sealchart/protocol';
import { ANCHOR, Anchor, SealchartError, parseStatement, toSignedStatement, verifyStatement } from '@sealchart/protocol';
import { Clock } from '../../platform/clock.ts';
import type { Instance } from '../../platform/instance/instance.ts';
import { INSTANCE } from '../../platform/instance/instance.ts';
import { AccountKeysService } from '../accounts/account-keys.service.ts';
import { checkAuthor, checkClock } from '../elements/element-checks.ts';
import { AnchorWriter } from './anchor-writer.ts';
import type { AnchorDocument } from './anchor.schema.ts';
import { AnchorsRepository } from './anchors.repository.ts';

/** The anchors that owners sign over their records. */
@Injectable()
export class AnchorsService {
  constructor(
    @Inject(INSTANCE) private readonly instance: Instance,
    private readonly keys: AccountKeysService,
    private readonly anchors: AnchorsRepository,
    private readonly writer: AnchorWriter,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores the successor of the record's newest anchor; the newest itself, sent again, is answered as the first time. Throws as
   * `parseStatement` and `verifyStatement`; `E_AUTHOR` unless the caller signed with its current key, `E_RIGHT` for another
   * record than its own, `E_CLOCK`, and `E_CONFLICT` for another place or other versions than the record holds.
   */
  async write(accountId: string, { anchor, without }: AnchorWriteRequest): Promise<void> {
    const statement = await parseStatement(Anchor, ANCHOR, this.instance.instanceId, anchor);
    const { value, hash } = statement;
    const current = (await this.keys.findCurrent([accountId])).get(accountId);
    await verifyStatement(statement, checkAuthor(value, accountId, current));
    if (value.recordId !== accountId) throw new SealchartError('E_RIGHT', { detail: 'only the owner vouches for a record' });
    checkClock(value, this.clock.now());
    const previous = await this.anchors.findNewest(accountId);
    if (previous?.hash === hash) return;
    checkPlace(value, previous);
    await this.writer.write({ statement, previous, without: new Set(without) });
  }

  /** The newest anchor of the caller's own record. */
  async newest(accountId: string): Promise<NewestAnchorResponse> {
    const newest = await this.anchors.findNewest(accountId);
    return newest ? { anchor: toSignedStatement(newest.statement, newest.signature) } : {};
  }
}

/** The anchor follows the newest one: `E_CONFLICT`. */
function checkPlace({ number, previous }: AnchorStatement, newest: AnchorDocument | null): void {
  const isNext = number === (newest?.number ?? 0) + 1 && previous === (newest?.hash ?? null);
  if (!isNext) throw new SealchartError('E_CONFLICT', { detail: 'not the successor of the newest anchor' });
}

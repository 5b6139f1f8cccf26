import { Injectable } from '@nestjs/common';
import type { NewestVersion } from './elements.repository.ts';
import { ElementsRepository } from './elements.repository.ts';

/** What a whole record holds. */
@Injectable()
export class RecordContents {
  constructor(private readonly heads: ElementsRepository) {}

  /** The newest version of every element of a record, in ascending order of their ids; memory does not grow with the record. */
  newest(recordId: string): AsyncIterable<NewestVersion> {
    return this.heads.streamNewest(recordId);
  }
}

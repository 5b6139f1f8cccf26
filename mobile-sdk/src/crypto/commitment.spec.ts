import { describe, expect, it } from '@jest/globals';
import { fromB64u } from '@sealchart/protocol';
import { readVectors } from '../testing/vectors.ts';
import { keyCommitment } from './commitment.ts';

interface Vector {
  readonly sessionKey: string;
  readonly instanceId: string;
  readonly elementId: string;
  readonly contentVersion: number;
  readonly keyCommitment: string;
}
const vectors = readVectors('commitments') as Vector[];
const commit = ({ sessionKey, ...of }: Vector) => keyCommitment({ ...of, sessionKey: fromB64u(sessionKey) });

describe('key commitment', () => {
  it.each(vectors)('of version $contentVersion is that of the vectors', async (vector) => {
    expect(await commit(vector)).toBe(vector.keyCommitment);
  });

  it('is another one for another key, element, version and instance', async () => {
    const [vector] = vectors;
    if (!vector) throw new Error('no vectors');
    const id = 'AAAAAAAAAAAAAAAAAAAAAA';
    const others = [
      { instanceId: `ins_${id}` },
      { elementId: `elm_${id}` },
      { contentVersion: 11 },
      { sessionKey: vector.sessionKey.replace(/^./, '_') },
    ];
    for (const other of others) expect(await commit({ ...vector, ...other })).not.toBe(vector.keyCommitment);
  });
});

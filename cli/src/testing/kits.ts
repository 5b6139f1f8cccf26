import type { RecoveryKit } from '@sealchart/sdk';

/** A made-up recovery kit; its words belong together. */
export function kitOf(given: Partial<RecoveryKit> = {}): RecoveryKit {
  return {
    server: 'https://health.example.org',
    accountId: 'acc_ckclppk4MbRuMfxSiUnn8w',
    instanceId: 'ins_eqUdG3vuMpuB72FiPm5sPw',
    realm: 'health.example.org',
    logKey: 'sQavfCvbfcbu75GJvgpgoMs5NUkXxBtevhJhdIu1J1w',
    words: 'ensure area cost minor ginger cart visit wear feature vibrant noodle true traffic code curious'.split(' '),
    madeAt: '2026-11-21T08:00:00Z',
    ...given,
  };
}

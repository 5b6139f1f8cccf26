'use client';
import { useTranslations } from 'next-intl';
import { useAsk } from '../../client/act.ts';
import { useAccount } from '../../client/session.tsx';
import { Details } from '../../components/ui/details.tsx';
import { QrImage } from '../../components/ui/qr-image.tsx';
import { FingerprintHex } from './fingerprint-hex.tsx';
import { FingerprintWords } from './fingerprint-words.tsx';

/** What others need to verify the own key: the code for their camera, the words for their ears. */
export function OwnCode() {
  const t = useTranslations('sharing.ownCode');
  const { words, fingerprint } = useAccount();
  const { data } = useAsk(['account', 'own-code'], (acts) => acts.ownCode());
  return (
    <div className="flex flex-wrap items-start gap-5">
      {data && <QrImage rows={data.qr} label={t('qr')} className="size-48 border border-line" />}
      <div className="min-w-0 flex-1 basis-64 space-y-3">
        <FingerprintWords words={words} label={t('words')} />
        <Details summary={t('long')}>
          <FingerprintHex fingerprint={fingerprint} />
        </Details>
      </div>
    </div>
  );
}

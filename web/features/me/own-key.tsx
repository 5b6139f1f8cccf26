'use client';
import { useTranslations } from 'next-intl';
import { useAsk } from '../../client/act.ts';
import { useAccount } from '../../client/session.tsx';
import { Card } from '../../components/ui/card.tsx';
import { CopyButton } from '../../components/ui/copy-button.tsx';
import { Details } from '../../components/ui/details.tsx';
import { QrImage } from '../../components/ui/qr-image.tsx';
import { FingerprintHex } from '../people/fingerprint-hex.tsx';
import { FingerprintWords } from '../people/fingerprint-words.tsx';

/** The own key as others compare it. */
export function OwnKey() {
  const t = useTranslations('me.key');
  const { words, fingerprint } = useAccount();
  const { data: code } = useAsk(['account', 'own-code'], (acts) => acts.ownCode());
  return (
    <Card aria-labelledby="me-key" className="space-y-4">
      <div className="space-y-1">
        <h2 id="me-key" className="font-semibold">
          {t('title')}
        </h2>
        <p className="text-muted">{t('intro')}</p>
      </div>
      <FingerprintWords words={words} label={t('words')} />
      <Details summary={t('more')}>
        <p className="mb-2 text-sm text-muted">{t('hexIntro')}</p>
        <div className="mb-3">
          <FingerprintHex fingerprint={fingerprint} />
        </div>
        <CopyButton text={fingerprint} />
        {code && (
          <div className="mt-4 space-y-2">
            <p className="text-sm text-muted">{t('qrIntro')}</p>
            <QrImage rows={code.qr} label={t('qr')} />
          </div>
        )}
      </Details>
    </Card>
  );
}
